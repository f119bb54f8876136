//! What every client relies on.

mod idempotency;
mod lists;
mod sign_in;
mod statements;
mod subscriptions;
