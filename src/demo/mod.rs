//! A year in the life of an invented sales team, for looking around.
//!
//! Nothing is written by hand: [`seed()`] moves a clock from a year ago to now, and lets the team work with the same
//! commands as everybody ([`crate::leads`]), so that history, events and mail are what they would have been. [`life`]
//! goes on from there in real time. Everything comes from a small generator with a fixed seed ([`random`]): the same
//! people, the same year, every time.

pub mod life;

mod cast;
mod desks;
mod money;
mod past_mail;
mod people;
mod places;
mod plan;
mod random;
mod seed;
mod stage;

pub use cast::{Account, PASSWORD, team};
pub use seed::{Progress, Seeded, seed};
