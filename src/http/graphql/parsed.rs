//! Documents that were read before: clients send the same few again and again.

use std::sync::Arc;

use async_graphql::{ServerError, parser::types::ExecutableDocument};
use quick_cache::{Weighter, sync::Cache};

use super::operation;
use crate::telemetry;

/// Documents that are kept at once, about.
const ENTRIES: usize = 2_000;
/// Memory that all of them may take, about.
const BYTES: u64 = 32 * 1024 * 1024;
/// Bytes of memory for each byte of a document, about: what is parsed is larger than what is written.
const BYTES_PER_BYTE: u64 = 16;

/// Documents that passed the guard and the parser, by their text. Bounded; a flood of others does not drive out what is
/// used again and again. Clones are the same.
#[derive(Clone)]
pub struct ParsedDocuments(Arc<Cache<Box<str>, Arc<ExecutableDocument>, Size>>);

#[derive(Clone)]
struct Size;

impl Weighter<Box<str>, Arc<ExecutableDocument>> for Size {
    fn weight(&self, text: &Box<str>, _: &Arc<ExecutableDocument>) -> u64 {
        (text.len() as u64 + 64) * BYTES_PER_BYTE
    }
}

impl Default for ParsedDocuments {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(ENTRIES, BYTES, Size)))
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
        self.0.insert(text.into(), document.clone());
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

    #[test]
    fn a_flood_of_documents_takes_no_more_memory_than_is_allowed() {
        let documents = ParsedDocuments::default();
        for number in 0..3_000 {
            documents.read(&format!("{{ a{number} }} # {}", "x".repeat(2_000))).unwrap();
        }
        assert!(documents.0.weight() <= BYTES);
    }
}
