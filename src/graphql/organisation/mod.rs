//! Groups and units in the API: two kinds of the same shape, each macro makes both.

mod collaborations;
mod filter;
mod inputs;
mod members;
mod mutation;
mod payloads;
mod query;
mod types;

pub use collaborations::{GroupCollaboration, UnitCollaboration};
pub use filter::{GroupFilter, UnitFilter};
pub use members::{GroupMember, UnitMember};
pub use mutation::{GroupMutation, UnitMutation};
pub use query::OrganisationQuery;
pub use types::{Group, Unit};
