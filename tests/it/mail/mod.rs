//! Mail that can be trusted: over a real mail server.

mod consent;
mod retries;
mod volume;
