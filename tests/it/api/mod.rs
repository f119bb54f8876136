//! What every client relies on.

mod idempotency;
mod lists;
mod resume;
mod sign_in;
mod statements;
mod subscriptions;
