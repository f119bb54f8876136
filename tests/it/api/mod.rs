//! What every client relies on.

mod api_keys;
mod idempotency;
mod lists;
mod oidc;
mod resume;
mod sign_in;
mod statements;
mod subscriptions;
