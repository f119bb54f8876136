//! The audit trail: the event log as administrators read it, with what was not about leads, from where it was done and
//! what it changed. Nothing here writes to it but the erasure of personal data.

mod erase;
mod list;
mod named;

pub use erase::erase_values;
pub use list::{AuditQuery, changes_of, count, list, may_read};
