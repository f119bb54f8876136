//! Leads in the API.

mod bulk;
mod filter;
mod filter_lists;
mod inputs;
mod lead_types;
mod lists;
mod mutation;
mod order;
mod parts;
mod payloads;
mod query;
mod relations;
mod subscription;
mod sweep;
mod types;

pub use filter::{LeadFilter, leads_that};
pub use lead_types::LeadTypeMutation;
pub use lists::{LeadSource, LeadType, LostReason};
pub use mutation::{LeadMutation, WRITE};
pub use query::LeadQuery;
pub use relations::LeadStatusChange;
pub use subscription::LeadSubscription;
pub use sweep::SweepMutation;
pub use types::Lead;
