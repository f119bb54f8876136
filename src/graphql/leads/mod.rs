//! Leads in the API.

mod assignment;
mod bulk;
mod filter;
mod filter_lists;
mod hands;
mod inputs;
mod lead_types;
mod lists;
mod mutation;
mod order;
mod parts;
mod payloads;
mod query;
mod queue;
mod relations;
mod subscription;
mod sweep;
mod types;

pub use assignment::LeadAssignment;
pub use filter::{LeadFilter, leads_that};
pub use hands::HandsMutation;
pub use inputs::LeadFields;
pub use lead_types::LeadTypeMutation;
pub use lists::{LeadSource, LeadType, LostReason};
pub use mutation::{LeadMutation, WRITE};
pub use query::LeadQuery;
pub use queue::{QueueQuery, QueueSubscription};
pub use relations::LeadStatusChange;
pub use subscription::LeadSubscription;
pub use sweep::SweepMutation;
pub use types::Lead;
