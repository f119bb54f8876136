//! The event log in the API.

mod filter;
mod follow;
mod query;
mod subscription;
mod types;
mod visibility;

pub use follow::{Entries, follow};
pub use query::EventQuery;
pub use subscription::EventSubscription;
pub use types::Event;
