//! What an import tells while it runs, and at its end.

use std::fmt;

use csv::StringRecord;

use super::{field::Field, mapping::Mapping, row};
use crate::error::Problem;

/// A row that did not come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Line in the file, from 1; the headers are line 1.
    pub line: u64,
    /// Everything that is wrong with it.
    pub problems: Vec<RowProblem>,
}

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Header of the column, and the value, shortened.
    pub cell: Option<(String, String)>,
    /// What is wrong and what to do.
    pub message: String,
}

/// A row that came in without something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Line in the file.
    pub line: u64,
    /// What was left out, and why.
    pub message: String,
}

/// How an import went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows with anything in them.
    pub rows: u64,
    /// Leads that came in, or would have.
    pub created: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Leads that went on to another status.
    pub moved: u64,
    /// Messages that were queued.
    pub messages: u64,
}

/// Hears of everything while it happens.
pub trait Listener {
    /// The columns are understood.
    fn mapped(&mut self, mapping: &Mapping, delimiter: u8) -> std::io::Result<()>;
    /// A row did not come in.
    fn refused(&mut self, row: &RefusedRow, record: &StringRecord) -> std::io::Result<()>;
    /// A row came in without something.
    fn note(&mut self, note: &Note);
    /// A batch is done.
    fn progress(&mut self, so_far: &Summary);
}

impl RefusedRow {
    /// With the problems of the domain in the words of the file.
    pub(super) fn new(line: u64, problems: Vec<Problem>, record: &StringRecord, mapping: &Mapping) -> Self {
        let problem = |problem: Problem| {
            let field = problem.field.first().map(String::as_str).unwrap_or_default();
            let cell = mapping.header_of(field).and_then(|(column, header)| {
                let value = filled(record, mapping, field).or_else(|| record.get(column))?;
                (!value.trim().is_empty()).then(|| (header.to_owned(), row::shown(value)))
            });
            RowProblem { cell, message: problem.message }
        };
        Self { line, problems: problems.into_iter().map(problem).collect() }
    }
}

/// The value that the domain saw in a field.
fn filled<'a>(record: &'a StringRecord, mapping: &Mapping, domain_field: &str) -> Option<&'a str> {
    let mut fields =
        Field::keys().filter_map(Field::from_key).filter(|field| field.domain_field() == domain_field);
    fields.find_map(|field| row::value(record, mapping, field))
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cell {
            // Most messages quote the value themselves.
            Some((header, value)) if !self.message.contains(value.as_str()) => {
                write!(f, "{header} “{value}”: {}", self.message)
            }
            Some((header, _)) => write!(f, "{header}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for RefusedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<_> = self.problems.iter().map(ToString::to_string).collect();
        f.write_str(&problems.join("; "))
    }
}
