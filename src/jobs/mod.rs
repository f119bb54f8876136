//! Work in the background.
//!
//! The truth is in our own tables: a message that is due says so itself, a scheduled run has a row. The queue
//! ([`queue`], on apalis) only carries "look at this" to a worker; what it loses or carries twice does no harm,
//! because every job takes what it works on by a guarded statement first, with a lease that runs out if the process
//! dies. So a crash between any two lines here costs time, never a mail.
//!
//! ```text
//! commit ─ wake ─▸ relay ─ claims due rows ─▸ queue ─▸ deliver ─▸ row, event
//! clock ─────────▸ schedule ─ one job a tick ─▸ queue ─▸ sweep, resume (one run a tick)
//! ```

mod deliver;
mod escalate;
mod heartbeat;
mod housekeeping;
pub mod inline;
pub mod queue;
mod relay;
mod resume;
mod schedule;
mod scheduled_run;
mod supervise;
mod sweep;
mod worker;

#[cfg(test)]
mod queue_tests;
#[cfg(test)]
mod schedule_tests;
#[cfg(test)]
mod worker_tests;

pub use queue::{Job, Keyed, Lane, Queue, migrate};
pub use relay::Relay;
pub use schedule::push_due;
pub use worker::run_worker;
