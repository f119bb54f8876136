//! Manifests, as the tools of clients write them.
//!
//! - Apollo's: `{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "body", …}]}`.
//! - `{"<id>": "<text>"}`, by relay-compiler (`persistConfig`) and graphql-codegen (`persistedDocuments`).

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Broken, DocumentId, Found};

const APOLLO: &str = "apollo-persisted-query-manifest";
const EXPECTED: &str = "a manifest is `{\"<id>\": \"<text>\", …}`, as relay-compiler and graphql-codegen write it, or \
                        Apollo's, with `\"format\": \"apollo-persisted-query-manifest\"`";

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

/// Reads a manifest.
///
/// # Errors
/// Everything that is wrong with it, each with its line.
pub(super) fn read(file: &Path, json: &str) -> Result<Vec<Found>, Vec<Broken>> {
    let broken = |line, reason| Broken { file: file.to_owned(), line, reason };
    // Some tools write a byte order mark.
    let json = json.trim_start_matches('\u{feff}');
    let mut fields: BTreeMap<String, &RawValue> = serde_json::from_str(json).map_err(|error| {
        let (line, what) =
            (error.line(), if error.is_data() { EXPECTED.to_owned() } else { error.to_string() });
        vec![broken(Some(line), what)]
    })?;
    let entries: Entries = match fields.get("format") {
        Some(format) => operations(format, &mut fields).map_err(|reason| vec![broken(None, reason)])?,
        None => fields.into_iter().map(|(id, raw)| (raw, text(id, raw))).collect(),
    };
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for (raw, entry) in entries {
        let line = Some(line_of(json, raw));
        let entry = entry.and_then(|(id, text)| match DocumentId::parse(&id) {
            Ok(id) => Ok((id, text)),
            Err(expected) => Err(format!("the id `{id}` must be {expected}")),
        });
        match entry {
            Ok((id, text)) => found.push(Found { id: Some(id), text, file: file.to_owned(), line }),
            Err(reason) => wrong.push(broken(line, reason)),
        }
    }
    found.sort_by_key(|found| found.line);
    wrong.sort_by_key(|broken| broken.line);
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

/// Where each stands, and its id and text.
type Entries<'a> = Vec<(&'a RawValue, Result<(String, String), String>)>;

fn operations<'a>(
    format: &RawValue,
    fields: &mut BTreeMap<String, &'a RawValue>,
) -> Result<Entries<'a>, String> {
    let is = |raw: Option<&RawValue>, wanted: serde_json::Value| {
        raw.and_then(|raw| serde_json::from_str::<serde_json::Value>(raw.get()).ok()) == Some(wanted)
    };
    if !is(Some(format), APOLLO.into()) || !is(fields.get("version").copied(), 1.into()) {
        return Err(format!("expected `\"format\": \"{APOLLO}\"` and `\"version\": 1`"));
    }
    let operations = fields.remove("operations").map(RawValue::get).unwrap_or_default();
    let operations: Vec<&RawValue> =
        serde_json::from_str(operations).map_err(|_| "`operations` must be a list".to_owned())?;
    let read = |raw: &'a RawValue| match serde_json::from_str(raw.get()) {
        Ok(Operation { id, body }) => (raw, Ok((id, body))),
        Err(error) => (raw, Err(format!("expected an operation with `id` and `body`: {error}"))),
    };
    Ok(operations.into_iter().map(read).collect())
}

fn text(id: String, raw: &RawValue) -> Result<(String, String), String> {
    match serde_json::from_str(raw.get()) {
        Ok(text) => Ok((id, text)),
        Err(_) => Err(format!("`{id}` must be the text of a document; {EXPECTED}")),
    }
}

/// The line at which a part of the text begins: the part is a slice of it.
fn line_of(json: &str, part: &RawValue) -> usize {
    let at = (part.get().as_ptr() as usize).saturating_sub(json.as_ptr() as usize).min(json.len());
    json.as_bytes()[..at].split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(json: &str) -> String {
        let wrong = read(Path::new("m.json"), json).unwrap_err();
        wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn both_forms_are_read() {
        let map = "\u{feff}{\n \"b\": \"{ b }\",\n \"a\": \"{ \\\"a\\\" }\"\n}";
        let found = read(Path::new("m.json"), map).unwrap();
        let brief: Vec<_> = found.iter().map(|f| (f.id().to_string(), &*f.text, f.line.unwrap())).collect();
        assert_eq!(brief, [("b".into(), "{ b }", 2), ("a".into(), "{ \"a\" }", 3)]);

        let apollo = r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "x", "name": "A", "type": "query", "body": "query A { a }"},
            {"id": "y", "name": "B", "type": "query", "body": "query B { b }"}]}"#;
        let found = read(Path::new("m.json"), apollo).unwrap();
        let brief: Vec<_> = found.iter().map(|f| (f.id().to_string(), &*f.text, f.line.unwrap())).collect();
        assert_eq!(brief, [("x".into(), "query A { a }", 2), ("y".into(), "query B { b }", 3)]);
        assert_eq!(read(Path::new("m.json"), "{}").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (json, words) in [
            ("{\n \"a\": ", "m.json:2: EOF while parsing"),
            ("[]", "m.json:1: a manifest is"),
            ("{\n\n\"name\": \"x\", \"scripts\": {}}", "m.json:3: `scripts` must be the text of a document"),
            ("{\"a b\": \"{ a }\"}", "m.json:1: the id `a b` must be 1 to 255"),
            ("{\"format\": \"apollo-persisted-query-manifest\", \"version\": 2}", "\"version\": 1"),
            (
                "{\"format\": \"apollo-persisted-query-manifest\", \"version\": 1}",
                "`operations` must be a list",
            ),
            (
                "{\"format\": \"apollo-persisted-query-manifest\", \"version\": 1, \"operations\": [\n{\"id\": \"a\"}]}",
                "m.json:2: expected an operation with `id` and `body`: missing field `body`",
            ),
        ] {
            assert!(said(json).contains(words), "{json}: {}", said(json));
        }
    }

    #[test]
    fn a_fault_in_a_text_is_placed_in_both() {
        let found = read(Path::new("m.json"), "{\n\"a\": \"query A {\\n b }\"}").unwrap();
        let broken = found[0].broken(Some(2), "no such field");
        assert_eq!(broken.to_string(), "m.json:2: `a`, line 2 of its text: no such field");
    }
}
