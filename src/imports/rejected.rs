//! The rows that were refused, as a file that can be mended and imported again.

use std::{fs::File, io, path::Path};

use csv::StringRecord;

use super::report::RefusedRow;

/// Header of the column that says why.
pub(super) const ERROR_COLUMN: &str = "error";

/// A file of refused rows: as they came, with a column `error`.
#[derive(Debug)]
pub struct RejectedRows {
    writer: csv::Writer<File>,
    width: usize,
    /// Where the error goes, when the file is one of ours already.
    error: Option<usize>,
}

impl RejectedRows {
    /// Begins the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn create(path: &Path, headers: &[String], delimiter: u8) -> io::Result<Self> {
        use io::Write;
        let mut file = File::create(path)?;
        // Spreadsheets take a file without the mark for Windows-1252, and break its umlauts.
        file.write_all("\u{feff}".as_bytes())?;
        let writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(file);
        let error = headers.iter().position(|header| header == ERROR_COLUMN);
        let mut rows = Self { writer, width: headers.len(), error };
        let own = error.is_none().then_some(ERROR_COLUMN);
        rows.writer.write_record(headers.iter().map(String::as_str).chain(own))?;
        Ok(rows)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn add(&mut self, record: &StringRecord, refused: &RefusedRow) -> io::Result<()> {
        let why = refused.to_string();
        let mut cells: Vec<&str> =
            (0..self.width).map(|column| record.get(column).unwrap_or_default()).collect();
        match self.error {
            Some(column) => cells[column] = &why,
            None => cells.push(&why),
        }
        Ok(self.writer.write_record(cells)?)
    }

    /// Makes sure that everything is in the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
