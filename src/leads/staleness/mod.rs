//! Staleness (`domain.md` section 8): leads without a sign of life are warned about, marked inactive, and
//! optionally dropped; leads past their expected completion are pointed out.
//!
//! The sweep is set-based: one statement finds and changes a bounded batch, and its events and mails are written in
//! the same transaction. Killed half-way it has done whole batches; run twice it finds nothing more to do.

mod plan;
mod policy;
mod sweep;

pub use plan::{PlannedLead, SweepPlan, plan};
pub use policy::{PolicyOverride, StaleRule, load_rules};
pub use sweep::{SweepReport, sweep};
