//! Leads: what they are, how they move, how they go stale. Pure rules first, then one file per command or query.

pub mod lifecycle;
#[cfg(test)]
mod lifecycle_tests;

mod assignees;
pub(crate) mod contact;
mod details;
mod lists;
mod marking;
mod patch;
mod place;
mod preview_assignment;
pub mod queue;
mod reader;
mod receiver;
mod save;
mod search;

mod abilities;
mod accept;
mod assign;
mod bulk;
mod bulk_assign;
mod bulk_change_status;
mod change_status;
mod create;
mod create_many;
#[cfg(test)]
mod create_many_tests;
mod delete;
mod escalate;
pub mod first_response;
mod hand_over_all;
mod handover;
pub mod lead_types;
mod list;
#[cfg(test)]
mod list_tests;
mod release;
mod resume;
mod snooze;
pub mod staleness;
mod transitions;
mod update;

pub use crate::status_info::{StatusInfo, status_info};
pub use abilities::{Abilities, abilities};
pub use accept::{AcceptLead, accept};
pub use assign::{AssignLead, AssignTo, assign};
pub use bulk::{BulkOutcome, BulkRow, ErrorPolicy, MAX_BULK};
pub use bulk_assign::{BulkAssign, bulk_assign, bulk_assign_matching};
pub use bulk_change_status::{BulkChangeStatus, bulk_change_status, bulk_change_status_matching};
pub use change_status::{ChangeStatus, Move, change_status};
pub use create::{NewLead, create};
pub use create_many::{CreatedLeads, create_many};
pub use delete::{delete, restore};
pub use escalate::escalate_due;
pub use hand_over_all::HandOver;
pub(crate) use hand_over_all::hand_over_all;
pub use handover::queue_of;
pub use lifecycle::is_open;
pub use list::{LeadOrder, LeadOrderField, LeadPart, LeadQuery, Parts, get, get_by_number, list};
pub use lists::{lead_types, lost_reasons, sources};
pub use patch::{Change, LeadPatch};
pub use preview_assignment::{AssignmentPreview, PreviewOf, PreviewStep, preview_assignment};
pub use reader::count;
pub use release::{ReleaseLead, release};
pub use resume::resume_due;
pub use save::Written;
pub use search::matching;
pub use snooze::snooze;
pub use transitions::{Transition, transitions};
pub use update::{UpdateLead, update};
