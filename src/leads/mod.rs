//! Leads: what they are, how they move, how they go stale. Pure rules first, then one file per command or query.

pub mod lifecycle;
#[cfg(test)]
mod lifecycle_tests;

mod assignees;
mod contact;
mod details;
mod lists;
mod patch;
mod save;
mod search;

mod bulk_change_status;
mod change_status;
mod create;
mod create_many;
#[cfg(test)]
mod create_many_tests;
mod delete;
mod list;
mod resume;
mod snooze;
pub mod staleness;
mod transitions;
mod update;

pub use crate::status_info::{StatusInfo, status_info};
pub use bulk_change_status::{
    BulkChangeStatus, BulkOutcome, BulkRow, ErrorPolicy, MAX_BULK, bulk_change_status,
    bulk_change_status_matching,
};
pub use change_status::{ChangeStatus, Move, change_status};
pub use create::{NewLead, create};
pub use create_many::{CreatedLeads, create_many};
pub use delete::{delete, restore};
pub use list::{LeadOrder, LeadOrderField, LeadPart, LeadQuery, Parts, count, get, get_by_number, list};
pub use lists::{lead_types, lost_reasons, sources};
pub use patch::{Change, LeadPatch};
pub use resume::resume_due;
pub use save::Written;
pub use search::matching;
pub use snooze::snooze;
pub use transitions::{Transition, transitions};
pub use update::{UpdateLead, update};
