//! What production does not tell: its schema. Neither by introspection, nor in passing: the library's messages name
//! types and arguments that the caller did not ask for, and with them a stranger could draw the schema error by error.

use std::collections::HashSet;

use async_graphql::{
    Request, Response, ServerError, Variables,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};

use super::errors::{code, error, is_about_input};

/// Introspection is off.
pub const INTROSPECTION_DISABLED: &str = "INTROSPECTION_DISABLED";

/// Names that every GraphQL server has.
const COMMON: [&str; 8] = ["Query", "Mutation", "Subscription", "Int", "Float", "String", "Boolean", "ID"];

/// Refuses introspection.
///
/// # Errors
/// The document asks for `__schema` or `__type`, wherever.
pub fn refuse_introspection(request: &mut Request) -> Result<(), ServerError> {
    if !(request.query.contains("__schema") || request.query.contains("__type")) {
        return Ok(());
    }
    let asked = introspection(request.parsed_query()?).map(|field| field.name.pos);
    asked.map_or(Ok(()), |pos| {
        let message =
            "introspection is off in production: ask those who run this server for its `schema.graphql`";
        Err(error(INTROSPECTION_DISABLED, message, Some(pos)))
    })
}

fn introspection(document: &ExecutableDocument) -> Option<&Field> {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set.node);
    let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    operations.chain(fragments).find_map(in_selection)
}

/// The guard has bounded how deep this goes.
fn in_selection(selection: &SelectionSet) -> Option<&Field> {
    selection.items.iter().find_map(|item| match &item.node {
        Selection::Field(field) if matches!(field.node.name.node.as_str(), "__schema" | "__type") => {
            Some(&field.node)
        }
        Selection::Field(field) => in_selection(&field.node.selection_set.node),
        Selection::InlineFragment(fragment) => in_selection(&fragment.node.selection_set.node),
        Selection::FragmentSpread(_) => None,
    })
}

/// What the caller has named, so that it may be named in return.
#[derive(Debug)]
pub struct OwnWords {
    query: String,
    variables: Variables,
}

impl OwnWords {
    /// The words of this request.
    pub fn of(request: &Request) -> Self {
        Self { query: request.query.clone(), variables: request.variables.clone() }
    }

    /// Takes all other names out of the messages that the library wrote; ours have a code already.
    pub fn keep_only(&self, response: &mut Response) {
        let theirs = |error: &&mut ServerError| {
            code(error).is_none() && (error.path.is_empty() || is_about_input(error))
        };
        let mut errors = response.errors.iter_mut().filter(theirs).peekable();
        if errors.peek().is_none() {
            return;
        }
        let variables = serde_json::to_string(&self.variables).unwrap_or_default();
        let known: HashSet<&str> = names(&self.query).chain(names(&variables)).chain(COMMON).collect();
        for error in errors {
            error.message = without_others(&error.message, &known);
        }
    }
}

/// The library puts names between double quotes.
fn without_others(message: &str, known: &HashSet<&str>) -> String {
    let pieces = message.split('"').enumerate().map(|(index, piece)| {
        let is_quoted = index % 2 == 1;
        if is_quoted && names(piece).any(|name| !known.contains(name)) { "…" } else { piece }
    });
    pieces.collect::<Vec<_>>().join("\"")
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(query: &str) -> bool {
        refuse_introspection(&mut Request::new(query)).is_err()
    }

    #[test]
    fn introspection_is_found_wherever_it_hides() {
        for query in [
            "{ __schema { queryType { name } } }",
            "{ a: __type(name: \"Lead\") { name } }",
            "query A { hello } query B { __schema { types { name } } }",
            "{ ...F } fragment F on Query { ... on Query { ... { __schema { types { name } } } } }",
        ] {
            assert!(refused(query), "{query}");
        }
        for query in
            ["{ __typename }", "{ search(text: \"__schema\") }", "{ __schema: hello }", "query __type { a }"]
        {
            assert!(!refused(query), "{query}");
        }
    }

    #[test]
    fn only_what_the_caller_named_is_named() {
        let known = names("{ leads(first: 1) { emial } }").chain(COMMON).collect();
        for (message, told) in [
            (
                r#"Unknown field "emial" on type "Lead". Did you mean "email"?"#,
                r#"Unknown field "emial" on type "…". Did you mean "…"?"#,
            ),
            (r#"Unknown field "emial" on type "Query"."#, r#"Unknown field "emial" on type "Query"."#),
            (
                r#"Field "leads" argument "scope" of type "Scope!" is required but not provided"#,
                r#"Field "leads" argument "…" of type "…" is required but not provided"#,
            ),
            (
                r#"Invalid value for argument "leads.first", expected type "Int""#,
                r#"Invalid value for argument "leads.first", expected type "Int""#,
            ),
        ] {
            assert_eq!(without_others(message, &known), told);
        }
    }
}
