//! Signing in and out, passwords, the second factor, sessions.

mod passwords;
mod session;
mod start;
mod stop;
mod two_factor;

use async_graphql::Context;
use entity::{SessionId, Via};

use super::{
    budget::Budget,
    errors::{Result, rate_limited},
};
use crate::{
    context::{Ctx, Visitor},
    error::Error,
};

pub use passwords::PasswordMutation;
pub use session::Session;
pub use start::SignInMutation;
pub use stop::SignOutMutation;
pub use two_factor::TwoFactorMutation;

/// What everybody has, signed in or not.
fn visitor<'a>(ctx: &Context<'a>) -> Result<&'a Visitor> {
    Ok(ctx.data_opt::<Visitor>().ok_or_else(|| Error::fault("the request carries no visitor"))?)
}

/// The session by which the caller came; none for who came by a key.
fn session(ctx: &Context<'_>) -> Option<SessionId> {
    let origin = &ctx.data_opt::<Ctx>()?.origin;
    (origin.via == Via::Session).then(|| origin.credential.as_ref()?.parse().ok()).flatten()
}

/// Takes one of the few tries that an address has: for each field, so that aliases in one document do not get round it.
///
/// # Errors
/// `RATE_LIMITED` when none is left.
fn limited(ctx: &Context<'_>) -> Result<()> {
    match ctx.data_opt::<Budget>() {
        Some(budget) => budget
            .try_sign_in()
            .map_err(|exhausted| rate_limited(&exhausted, "too many tries to sign in from your address")),
        None => Ok(()),
    }
}
