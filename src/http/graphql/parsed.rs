//! Documents that were read before: clients send the same few again and again.

use std::sync::Arc;

use async_graphql::{ServerError, parser::types::ExecutableDocument};

use super::operation;
use crate::{memo::Memo, telemetry};

/// Documents that are kept at once.
const ENTRIES: u64 = 2_048;
/// Memory that all of them may take, about.
const BYTES: u64 = 32 * 1024 * 1024;
/// Bytes of memory for each byte of a document, about: what is parsed is larger than what is written.
const BYTES_PER_BYTE: usize = 16;

/// Documents that passed the guard and the parser, by their text. A flood of others does not drive out what is used
/// again and again. Clones are the same.
#[derive(Clone)]
pub struct ParsedDocuments(Arc<Memo<Box<str>, Arc<ExecutableDocument>>>);

impl Default for ParsedDocuments {
    fn default() -> Self {
        Self(Arc::new(Memo::new(ENTRIES, BYTES, |text, _| text.len() * BYTES_PER_BYTE)))
    }
}

impl ParsedDocuments {
    /// The document that a text is.
    ///
    /// # Errors
    /// It is none, or too large: with a code.
    pub fn read(&self, text: &str) -> Result<Arc<ExecutableDocument>, ServerError> {
        if let Some(document) = self.0.get(text) {
            note("hit");
            return Ok(document);
        }
        note("miss");
        let document = Arc::new(operation::read(text)?);
        self.0.keep(text.into(), document.clone());
        Ok(document)
    }
}

fn note(outcome: &'static str) {
    metrics::counter!(telemetry::DOCUMENT_CACHE, "cache" => "parsed", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_once_and_a_broken_one_each_time() {
        let documents = ParsedDocuments::default();
        let first = documents.read("{ a }").unwrap();
        assert!(Arc::ptr_eq(&first, &documents.read("{ a }").unwrap()));
        assert!(!Arc::ptr_eq(&first, &documents.read("{ b }").unwrap()));
        for _ in 0..2 {
            assert!(documents.read("{ a").is_err());
        }
    }
}
