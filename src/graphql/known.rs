//! What validation found out, kept by document, operation and variables: bounded, and shared by all callers, for
//! validity does not depend on who asks.

use std::{fmt::Write, mem};

use async_graphql::{
    Request, ServerError, ValidationResult, Value, Variables,
    parser::types::{BaseType, DocumentOperations, ExecutableDocument, OperationDefinition},
};

use crate::{memo::Memo, telemetry};

/// Keys that are kept at once.
const ENTRIES: u64 = 4_096;
/// Bytes of all keys that are kept.
const BYTES: u64 = 16 * 1024 * 1024;
/// Bytes of the largest key that is worth keeping.
const LARGEST: usize = 32 * 1024;

/// What is known to be valid.
pub struct Known(Memo<Box<str>, ValidationResult>);

impl Default for Known {
    fn default() -> Self {
        Self(Memo::new(ENTRIES, BYTES, |key, _| key.len()))
    }
}

impl Known {
    /// What makes two requests the same to validation; none for one that is too large to be kept.
    ///
    /// # Errors
    /// The document cannot be read.
    pub fn key(request: &mut Request) -> Result<Option<Box<str>>, Vec<ServerError>> {
        let mut key = request.query.clone();
        key.push('\0');
        key.push_str(request.operation_name.as_deref().unwrap_or_default());
        if !request.variables.is_empty() {
            // Out of the request, because that lends its document only as a whole.
            let (variables, name) = (mem::take(&mut request.variables), request.operation_name.clone());
            let document = request.parsed_query();
            if let Ok(document) = &document
                && let Some(operation) = operation(document, name.as_deref())
            {
                write_variables(&mut key, operation, &variables);
            }
            document.map(drop).map_err(|error| vec![error])?;
            request.variables = variables;
        }
        Ok((key.len() <= LARGEST).then(|| key.into_boxed_str()))
    }

    /// What was found out.
    pub fn get(&self, key: &str) -> Option<ValidationResult> {
        let found = self.0.get(key);
        let outcome = if found.is_some() { "hit" } else { "miss" };
        metrics::counter!(telemetry::DOCUMENT_CACHE, "cache" => "validated", "outcome" => outcome)
            .increment(1);
        found
    }

    /// Keeps what was found out.
    pub fn keep(&self, key: Box<str>, result: ValidationResult) {
        self.0.keep(key, result);
    }
}

fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Option<&'a OperationDefinition> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), _) => Some(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).map(|operation| &operation.node)
        }
        (DocumentOperations::Multiple(operations), None) => {
            operations.values().next().map(|operation| &operation.node)
        }
    }
}

/// Values of variables, but for the text of strings and ids, of which validation only sees what they are: the cursor of
/// the next page is no new request.
fn write_variables(key: &mut String, operation: &OperationDefinition, variables: &Variables) {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let Some(value) = variables.get(name) else { continue };
        let is_text = matches!(&kind.base, BaseType::Named(name) if name == "String" || name == "ID");
        let written = match value {
            Value::String(_) if is_text => write!(key, "\0{name}=*"),
            value => write!(key, "\0{name}={value}"),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use serde_json::json;

    use super::*;

    fn key(document: &str, name: Option<&str>, variables: serde_json::Value) -> Box<str> {
        let mut request = Request::new(document).variables(Variables::from_json(variables));
        request.operation_name = name.map(str::to_owned);
        Known::key(&mut request).unwrap().unwrap()
    }

    #[test]
    fn the_text_of_a_cursor_makes_no_difference_and_everything_else_does() {
        let document = "query A($after: String, $first: Int, $status: Status) { a } query B { b }";
        let asked = |variables| key(document, Some("A"), variables);
        assert_eq!(asked(json!({"after": "one"})), asked(json!({"after": "two"})));
        let different = [
            asked(json!({})),
            asked(json!({"after": null})),
            asked(json!({"after": "one"})),
            asked(json!({"after": 1})),
            asked(json!({"first": 1})),
            asked(json!({"first": 2})),
            asked(json!({"status": "NEW"})),
            asked(json!({"status": "OLD"})),
            key(document, Some("B"), json!({})),
            key("query B { b }", Some("B"), json!({})),
        ];
        for (index, one) in different.iter().enumerate() {
            assert!(!different[..index].contains(one), "{one:?}");
        }
    }

    #[test]
    fn what_is_large_is_not_kept() {
        let document = format!("{{ a }} # {}", "x".repeat(LARGEST));
        assert_eq!(Known::key(&mut Request::new(document)).unwrap(), None);
    }
}
