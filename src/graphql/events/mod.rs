//! The event log in the API.

mod filter;
mod follow;
mod live;
mod query;
mod standing;
mod subscription;
mod types;
mod values;
mod visibility;

pub use follow::{Entries, resume, watch};
pub use live::Live;
pub use query::EventQuery;
pub use subscription::EventSubscription;
pub use types::Event;
