//! Signing in through an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0,
//! RFC 7636, RFC 9700).
//!
//! 1. A client makes a verifier of its own, and sends the browser to [`begin`] with its challenge.
//! 2. [`begin`] notes the attempt (state, nonce, PKCE) and binds it to the browser by a cookie, which authenticates
//!    nothing but this; the browser goes to the provider.
//! 3. The provider sends it back to [`finish`], which takes the attempt away, so that it cannot be repeated, exchanges
//!    the code, verifies the id token, and finds the user.
//! 4. The browser goes back to the client with a code that is good once, for a minute, and for nobody but who has the
//!    verifier: [`redeem`] is the mutation that gives tokens for it.

mod begin;
mod codes;
mod finish;
mod identify;
mod provider;
mod refusal;

pub use begin::{Begun, begin};
pub use codes::{Unredeemable, challenge, redeem};
pub use finish::{Answer, Finished, finish};
pub use provider::Provider;
pub use refusal::Refusal;

/// Path with which a sign-in begins, below the public URL.
pub const START: &str = "/auth/oidc/start";
/// Path to which the provider sends browsers back, below the public URL.
pub const CALLBACK: &str = "/auth/oidc/callback";
