//! Signing in by password, and everything around it: the second factor, tokens and their end, new passwords.
//!
//! The rules that hold all of it together:
//! - **A stranger learns nothing of who has an account.** The same statements run, the same password is hashed, and the
//!   same answer is given for an address that is known and for one that is not.
//! - **A try is counted before it is made** ([`attempts`]), so that a thousand at once are no more than one after the other.
//! - **What is not shown is not kept**: of tokens, recovery codes and passwords there are only hashes.
//! - **What happens is told**: every step is in the event log, and what changes an account is told to its owner by mail.

mod attempt_keys;
pub mod attempts;
#[cfg(test)]
mod attempts_tests;
mod by_password;
mod by_provider;
mod change_password;
mod forget;
mod prove;
mod refresh;
mod reset_password;
mod second_factor;
mod sessions;
mod sign_out;
mod two_factor;
mod welcome;

pub use by_password::{Step, sign_in};
pub use by_provider::{come_back, sign_in_with_oidc_code};
pub use change_password::{change_password, set_password};
pub use forget::forget_what_is_over;
pub use prove::Challenge;
pub use refresh::refresh_session;
pub use reset_password::{is_good_reset, request_password_reset, reset_password};
pub use second_factor::complete_sign_in;
pub use sessions::{count, list, may_look, note_use, visible_to};
pub use sign_out::{revoke, sign_out, sign_out_everywhere};
pub use two_factor::{
    NewSecret, begin_two_factor, confirm_two_factor, disable_two_factor, has_two_factor,
    renew_recovery_codes, reset_two_factor,
};
pub use welcome::Tokens;
