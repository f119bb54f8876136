//! Whether a document may be put among the trusted ones.

use async_graphql::{Request, ServerError};

use super::super::{executor::GraphQl, operation};

/// What is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The line, where one is at fault.
    pub line: Option<usize>,
    /// In words.
    pub reason: String,
}

/// Reads a document as any request's would be, and checks it against a schema that runs nothing; returns the names of
/// its operations.
///
/// # Errors
/// The first thing that is wrong with it.
pub async fn check(checker: &dyn GraphQl, text: &str) -> Result<String, Unfit> {
    let document = operation::read(text).map_err(|error| unfit(&error, 0))?;
    let names: Vec<String> =
        document.operations.iter().filter_map(|(name, _)| name.map(ToString::to_string)).collect();
    let mut request = Request::new(text);
    // All of them are validated, whichever is named.
    request.operation_name = names.first().cloned();
    request.set_parsed_query(document);
    let response = checker.run(request).await;
    match response.errors.first() {
        Some(error) => Err(unfit(error, response.errors.len() - 1)),
        None if names.is_empty() => Ok("(no name)".to_owned()),
        None => Ok(names.join(", ")),
    }
}

fn unfit(error: &ServerError, more: usize) -> Unfit {
    let line = error.locations.first().map(|at| at.line).filter(|line| *line > 0);
    let more = if more == 0 { String::new() } else { format!(" (and {more} more)") };
    Unfit { line, reason: format!("{}{more}", error.message) }
}
