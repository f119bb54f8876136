//! The audit trail in the API: events of every kind, for administrators.

mod filter;
mod query;

pub use query::AuditTrailQuery;
