//! Leads from CSV files, as other systems export them.
//!
//! A file goes through five small steps: [`source`] makes UTF-8 of it, [`mapping`] finds out which column is what,
//! [`row`] reads one record into a new lead, [`run`] adds leads in batches through the same command as the API, and
//! [`report`] tells what became of each row. Nothing holds more than a batch: a million rows need no more memory
//! than a thousand.
//!
//! What cannot be kept without doubt is not guessed: a row that the rules refuse is left out with its reason, and a
//! single value that does not fit (an owner nobody knows) is left out of its row with a note.

mod country;
mod field;
mod field_names;
mod mapping;
mod rejected;
mod report;
mod row;
mod run;
#[cfg(test)]
mod run_tests;
mod source;
mod status;
mod values;

pub use field::Field;
pub use mapping::{Mapping, MappingError, Override};
pub use rejected::RejectedRows;
pub use report::{Listener, Note, RefusedRow, Summary};
pub use run::{ImportError, Options, run};
pub use source::{Encoding, Source};
