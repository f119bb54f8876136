//! Communications in the API.

mod filter;
mod query;
mod subscription;
mod types;

pub use filter::CommunicationFilter;
pub use query::CommunicationQuery;
pub use subscription::CommunicationSubscription;
pub use types::{Communication, CommunicationAttempt, Trigger};
