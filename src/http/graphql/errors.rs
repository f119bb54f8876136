//! Every error has a code, and none tells what is inside.

use async_graphql::{ErrorExtensionValues, Pos, Response, ServerError, Value};

/// The document, or its answer, is larger than the server takes.
pub use crate::graphql::limits::TOO_COMPLEX;
use crate::http::Refusal;

/// The document cannot be read.
pub const PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
/// The document does not fit the schema.
pub const VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
/// No document is known under this id: send its text as well.
pub const PERSISTED_QUERY_NOT_FOUND: &str = "PERSISTED_QUERY_NOT_FOUND";
/// The id is not that of the text.
pub const PERSISTED_QUERY_HASH_MISMATCH: &str = "PERSISTED_QUERY_HASH_MISMATCH";
/// Only trusted documents are run, and this one is not.
pub const DOCUMENT_NOT_TRUSTED: &str = "DOCUMENT_NOT_TRUSTED";
/// The request cannot be run as it is.
pub const BAD_REQUEST: &str = "BAD_REQUEST";
/// More at the same time than one client may run.
pub const TOO_MANY_OPERATIONS: &str = "TOO_MANY_OPERATIONS";
/// Sign in first.
pub const UNAUTHENTICATED: &str = "UNAUTHENTICATED";
/// It took too long.
pub const TIMEOUT: &str = "TIMEOUT";
/// Come again later.
pub const RATE_LIMITED: &str = "RATE_LIMITED";
/// Too much to do: come again soon.
pub const OVERLOADED: &str = "OVERLOADED";
/// A fault of ours.
pub const INTERNAL: &str = "INTERNAL";

/// In the extensions of an error: seconds.
const RETRY_AFTER: &str = "retryAfter";

/// An error with a code.
pub fn error(code: &str, message: impl Into<String>, at: Option<Pos>) -> ServerError {
    let mut error = ServerError::new(message, at);
    error.extensions.get_or_insert_default().set("code", code);
    error
}

/// What was refused before it came to GraphQL, where it must be told in its words.
pub fn of_refusal(refusal: &Refusal) -> ServerError {
    let mut error = error(refusal.code, refusal.message.clone(), None);
    if let Some(seconds) = refusal.seconds() {
        error.extensions.get_or_insert_default().set(RETRY_AFTER, seconds);
    }
    error
}

/// After how many seconds to come again, if an error says so.
pub fn retry_after(error: &ServerError) -> Option<u64> {
    match error.extensions.as_ref()?.get(RETRY_AFTER) {
        Some(Value::Number(seconds)) => seconds.as_u64(),
        _ => None,
    }
}

/// The code of an error.
pub fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code") {
        Some(Value::String(code)) => Some(code),
        Some(Value::Enum(code)) => Some(code.as_str()),
        _ => None,
    }
}

/// Errors that are told at once: a document can have thousands.
const MAX_ERRORS: usize = 100;
/// Letters of a message: it may repeat what the client sent.
const MAX_MESSAGE: usize = 1_000;

/// Gives a code to every error that has none, and takes the words out of what is internal.
pub fn polish(response: &mut Response) {
    response.errors.truncate(MAX_ERRORS);
    for error in &mut response.errors {
        shorten(&mut error.message);
        let known = code(error).map(str::to_owned);
        let code = match known.as_deref() {
            Some(INTERNAL) => INTERNAL,
            Some(_) => continue,
            None if error.path.is_empty() => VALIDATION_FAILED,
            None if is_about_input(error) => BAD_REQUEST,
            None => INTERNAL,
        };
        error.extensions.get_or_insert_default().set("code", code);
        if code == INTERNAL {
            hide(error);
        }
    }
}

/// Values that the library refuses only when a resolver asks for them.
pub fn is_about_input(error: &ServerError) -> bool {
    ["Failed to parse \"", "Expected input type \""].iter().any(|start| error.message.starts_with(start))
}

fn shorten(message: &mut String) {
    if let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE) {
        message.truncate(end);
        message.push('…');
    }
}

fn hide(error: &mut ServerError) {
    tracing::error!(error = error.message, path = ?error.path, "a resolver failed");
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", INTERNAL);
    error.extensions = Some(extensions);
    error.message = "something went wrong on our side; the request id names it in our logs".into();
}
