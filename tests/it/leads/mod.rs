//! The lead's life.

mod bulk;
mod capture;
mod change_status;
mod deletion;
mod staleness;
mod visibility;
