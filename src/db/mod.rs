//! The database: `SQLite` in a file, or `PostgreSQL` by URL, with one way to read and one way to write.
//!
//! - Reads go through the pool ([`Db::conn`]); those of every request by connections that are kept warm ([`Db::reads`]).
//! - Writes go through [`Db::begin`]: on `SQLite` an immediate transaction behind a queue of our own, because the
//!   database has one writer and polling for its lock is slower and unfair.
//! - Nothing runs on for nobody: a statement ends soon after the future that waits for it is dropped ([`tied`]).

mod connect;
mod cursor;
mod folded;
mod kept;
mod keyset;
mod keyset_groups;
mod keyset_pieces;
mod limited;
mod migrate;
mod pieces;
mod reads;
mod recent;
mod tied;
mod traces;
mod transaction;

pub use connect::{Db, SqlObserver, was_overloaded};
pub use cursor::{Cursor, CursorError, DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, PageRequest};
pub use folded::{folded, folded_value};
pub use keyset::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, fetch_page, fetch_parts};
pub use keyset_groups::{Groups, fetch_pages};
pub use keyset_pieces::fetch_pieces;
pub use pieces::Pieces;
pub use reads::Reads;
pub use recent::{Moment, Recent};
pub use tied::{Tie, tied, tied_stream, was_cut_short};
pub use traces::Statements;
pub use transaction::Tx;

#[cfg(test)]
mod reads_tests;
#[cfg(test)]
pub mod scratch;
#[cfg(test)]
mod tests;
