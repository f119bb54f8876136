//! The lead's life.

mod accept_race;
mod assignment_rules;
mod bulk;
mod capture;
mod change_status;
mod deletion;
mod escalation;
mod hands;
mod queue;
mod staleness;
mod visibility;
