//! From what a client asks for to an operation that can be run.

use std::sync::Arc;

use async_graphql::{
    Request, ServerError, Value, Variables,
    parser::{
        Error as ParseError, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};

use super::{
    errors::{BAD_REQUEST, PARSE_FAILED, error},
    guard, guard_fragments, guard_variables, one_root,
    parsed::ParsedDocuments,
    request::Params,
};

/// An operation that passed the guards.
#[derive(Debug)]
pub struct Operation {
    /// To be given to the schema.
    pub request: Request,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Its name, if it has one.
    pub name: Option<String>,
}

/// Guards and parses a document.
///
/// # Errors
/// Why it cannot be read, with a code.
pub fn read(text: &str) -> Result<ExecutableDocument, ServerError> {
    guard::check(text)?;
    let document = parse_query(text).map_err(|error| syntax_error(&error))?;
    guard_fragments::check(&document)?;
    Ok(document)
}

/// Guards and parses, unless that was done before, and finds the operation to run.
///
/// # Errors
/// Why it cannot be run, with a code.
pub fn prepare(params: Params, documents: &ParsedDocuments) -> Result<Operation, ServerError> {
    let document = documents.read(&params.query)?;
    guard_variables::check(&document, &params.variables)?;
    let (name, operation) = choose(&document, params.operation_name.as_deref())?;
    one_root::check(operation)?;
    check_variables(operation, &params.variables)?;
    let (kind, name) = (operation.ty, name.map(str::to_owned));

    let mut request = Request::new(params.query).variables(params.variables);
    request.operation_name = params.operation_name;
    for (key, value) in params.extensions {
        if let Ok(value) = Value::from_json(value) {
            request.extensions.insert(key, value);
        }
    }
    request.set_parsed_query(Arc::unwrap_or_clone(document));
    Ok(Operation { request, kind, name })
}

fn choose<'a>(
    document: &'a ExecutableDocument,
    wanted: Option<&str>,
) -> Result<(Option<&'a str>, &'a OperationDefinition), ServerError> {
    let found = match (&document.operations, wanted) {
        (DocumentOperations::Single(operation), None) => Ok((None, &operation.node)),
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.iter();
            match (operations.next(), operations.next()) {
                (Some((name, operation)), None) => Ok((Some(name.as_str()), &operation.node)),
                _ => Err("the document has several operations: name one in `operationName`".to_owned()),
            }
        }
        (DocumentOperations::Multiple(operations), Some(wanted)) => operations
            .get_key_value(wanted)
            .map(|(name, operation)| (Some(name.as_str()), &operation.node))
            .ok_or_else(|| format!("the document has no operation `{wanted}`")),
        (DocumentOperations::Single(_), Some(wanted)) => {
            Err(format!("the document has no operation `{wanted}`: its only one has no name"))
        }
    };
    found.map_err(|message| error(BAD_REQUEST, message, None))
}

/// The library refuses a variable of a wrong type where it is used, but forgets those that must be there.
fn check_variables(operation: &OperationDefinition, given: &Variables) -> Result<(), ServerError> {
    for definition in &operation.variable_definitions {
        let (name, kind) = (&definition.node.name.node, &definition.node.var_type.node);
        let missing = match given.get(name) {
            Some(value) => *value == Value::Null,
            None => definition.node.default_value.is_none(),
        };
        if missing && !kind.nullable {
            let message = format!("the variable `${name}` of type `{kind}` needs a value in `variables`");
            return Err(error(BAD_REQUEST, message, Some(definition.pos)));
        }
    }
    Ok(())
}

fn syntax_error(cause: &ParseError) -> ServerError {
    let message = match cause {
        // The library draws the line and an arrow below it: of that, the last line says what was expected.
        ParseError::Syntax { message, .. } => {
            let last = message.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
            format!("syntax error: {}", last.trim_start_matches("= "))
        }
        other => format!("syntax error: {other}"),
    };
    let mut syntax_error = error(PARSE_FAILED, message, None);
    syntax_error.locations = cause.positions().collect();
    syntax_error
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::errors::code, *};

    fn prepared(query: &str, name: Option<&str>, variables: serde_json::Value) -> Result<Operation, String> {
        let params = Params {
            query: query.into(),
            operation_name: name.map(Into::into),
            variables: Variables::from_json(variables),
            ..Params::default()
        };
        prepare(params, &ParsedDocuments::default())
            .map_err(|error| format!("{}: {}", code(&error).unwrap(), error.message))
    }

    #[test]
    fn the_operation_is_chosen() {
        let two = "query A { a } mutation B { b }";
        assert_eq!(prepared(two, Some("B"), json!({})).unwrap().kind, OperationType::Mutation);
        assert_eq!(prepared("query A { a }", None, json!({})).unwrap().name.as_deref(), Some("A"));
        assert_eq!(prepared("{ a }", None, json!({})).unwrap().name, None);
        for (query, name) in [(two, None), (two, Some("C")), ("{ a }", Some("A"))] {
            assert!(prepared(query, name, json!({})).unwrap_err().starts_with(BAD_REQUEST));
        }
    }

    #[test]
    fn required_variables_are_there() {
        let query = "query ($a: ID!, $b: Int! = 1, $c: Int) { __typename }";
        assert!(prepared(query, None, json!({"a": "1"})).is_ok());
        for variables in [json!({}), json!({"a": null}), json!({"a": "1", "b": null})] {
            assert!(prepared(query, None, variables).unwrap_err().contains("needs a value"));
        }
    }

    #[test]
    fn syntax_errors_are_one_line() {
        for query in ["", "{", "{ a", "query A { a } query A { a }", "{ a(b: ) }"] {
            let error = prepared(query, None, json!({})).unwrap_err();
            assert!(error.starts_with("GRAPHQL_PARSE_FAILED: syntax error: "), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }
}
