//! People who work with leads.

mod absence;
mod filter;
mod inputs;
mod mutation;
mod order;
mod payloads;
mod query;
mod relations;
mod types;

pub use absence::Absence;
pub use filter::UserFilter;
pub use mutation::UserMutation;
pub use query::UserQuery;
pub use types::User;
