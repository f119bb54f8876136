//! The event log: one entry for everything that happened, written in the transaction in which it happened.
//!
//! It is the audit trail as well: each entry says who did it and from where ([`Origin`]), and what it changed ([`Note`]).
//! [`append`] writes, [`read`] reads on from a [`Place`], [`list`] shows pages, [`Tail`] hands out what is new, and
//! [`Bus`] wakes those who wait for more. A wake is only
//! a hint: whoever misses one finds the entry by looking.

mod append;
pub mod bridge;
mod bus;
mod entry;
mod findings;
mod list;
mod note;
mod origin;
mod place;
mod read;
mod resume;
mod tail;

pub use append::{NewEvent, append};
pub use bus::Bus;
pub use entry::Entry;
pub use findings::Findings;
pub use list::{count, counts_of_leads, list, of_leads, page_request};
pub use note::Note;
pub use origin::Origin;
pub use place::Place;
pub use read::{end, read};
pub use resume::ResumeAfter;
pub use tail::{BACKLOG, Tail};
