//! The event log: one entry for everything that happened, written in the transaction in which it happened.
//!
//! [`append`] writes, [`read`] reads on from a [`Place`], and [`Bus`] wakes those who wait for more. A wake is only
//! a hint: whoever misses one finds the entry by looking.

mod append;
pub mod bridge;
mod bus;
mod place;
mod read;

pub use append::{NewEvent, append};
pub use bus::Bus;
pub use place::Place;
pub use read::{end, read};
