//! Reading requests: a JSON object, an array of them, or the parameters of a URL.
//!
//! How a document is named: [`named`].

use async_graphql::Variables;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{guard_json, named};
use crate::{documents::DocumentId, http::Refusal};

/// Operations in one batch.
pub const MAX_BATCH: usize = 10;

/// Which document a client wants to be run.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// This one.
    Text(String),
    /// The one that is kept here under this id.
    Named(DocumentId),
    /// This one, whose id this is.
    Both(String, DocumentId),
}

/// What a client asks for, as sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Which document.
    pub wanted: Wanted,
    rest: Params,
}

impl Asked {
    /// The text of the document, if it came.
    pub fn text(&self) -> Option<&str> {
        match &self.wanted {
            Wanted::Text(text) | Wanted::Both(text, _) => Some(text),
            Wanted::Named(_) => None,
        }
    }

    /// The document that is wanted, and the rest, which waits for its text.
    pub fn split(self) -> (Wanted, Unfinished) {
        (self.wanted, Unfinished(self.rest))
    }
}

/// All of a request but the text of its document.
pub struct Unfinished(Params);

impl Unfinished {
    /// With the text.
    pub fn with(self, query: String) -> Params {
        Params { query, ..self.0 }
    }
}

/// What is to be run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params {
    /// The document.
    pub query: String,
    /// Which of the document's operations to run.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: Variables,
    /// For extensions of the protocol.
    pub extensions: Map<String, Value>,
}

/// What one HTTP request carries.
#[derive(Debug, PartialEq)]
pub enum Payload {
    /// One operation.
    One(Asked),
    /// Several, answered together.
    Batch(Vec<Asked>),
}

/// Reads the body of a POST.
///
/// # Errors
/// 400, saying what was expected.
pub fn from_body(body: &[u8]) -> Result<Payload, Refusal> {
    if body.is_empty() {
        return Err(Refusal::bad_request(
            "the body is empty; expected JSON such as {\"query\": \"{ __typename }\"}",
        ));
    }
    let text = std::str::from_utf8(body).map_err(|_| Refusal::bad_request("the body is not UTF-8"))?;
    check_json(text)?;
    let value = serde_json::from_str(text)
        .map_err(|error| Refusal::bad_request(format!("the body is not JSON: {error}")))?;
    match value {
        Value::Array(items) if items.is_empty() => Err(Refusal::bad_request("the batch is empty")),
        Value::Array(items) if items.len() > MAX_BATCH => {
            let message = format!("a batch has at most {MAX_BATCH} operations, this one has {}", items.len());
            Err(Refusal::bad_request(message))
        }
        Value::Array(items) => {
            items.into_iter().map(from_value).collect::<Result<_, _>>().map(Payload::Batch)
        }
        value => from_value(value).map(Payload::One),
    }
}

/// Reads one operation.
///
/// # Errors
/// 400, naming the parameter and what was expected.
pub fn from_value(value: Value) -> Result<Asked, Refusal> {
    let Value::Object(mut fields) = value else {
        return Err(Refusal::bad_request("expected a JSON object with `query`"));
    };
    let query = match fields.remove("query") {
        Some(Value::String(query)) => Some(query),
        None | Some(Value::Null) => None,
        Some(_) => return Err(Refusal::bad_request("`query` must be a string")),
    };
    let operation_name = match fields.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
        Some(_) => return Err(Refusal::bad_request("`operationName` must be a string or null")),
    };
    let variables = object(fields.remove("variables"), "variables")?;
    let extensions = object(fields.remove("extensions"), "extensions")?;
    let wanted = match (query, named::id(&fields, &extensions)?) {
        (Some(text), None) => Wanted::Text(text),
        (Some(text), Some(id)) if !text.is_empty() => Wanted::Both(text, id),
        (_, Some(id)) => Wanted::Named(id),
        (None, None) => named::alone(&fields)?,
    };
    let variables = Variables::from_json(Value::Object(variables));
    let rest = Params { query: String::new(), operation_name, variables, extensions };
    Ok(Asked { wanted, rest })
}

/// Reads the query string of a GET.
///
/// # Errors
/// 400, naming the parameter and what was expected.
pub fn from_query(query: &str) -> Result<Asked, Refusal> {
    let mut fields = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        let value = match &*name {
            "query" | "operationName" | "documentId" | "doc_id" | "id" => Value::String(text.into_owned()),
            "variables" | "extensions" if text.is_empty() => continue,
            "variables" | "extensions" => {
                check_json(&text)?;
                serde_json::from_str(&text)
                    .map_err(|error| Refusal::bad_request(format!("`{name}` is not JSON: {error}")))?
            }
            _ => continue,
        };
        if fields.insert(name.clone().into_owned(), value).is_some() {
            return Err(Refusal::bad_request(format!("`{name}` is given twice")));
        }
    }
    from_value(Value::Object(fields))
}

fn check_json(text: &str) -> Result<(), Refusal> {
    guard_json::check(text).map_err(|too_much| Refusal::bad_request(too_much.to_string()))
}

fn object(value: Option<Value>, name: &str) -> Result<Map<String, Value>, Refusal> {
    match value {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(fields)) => Ok(fields),
        Some(_) => Err(Refusal::bad_request(format!("`{name}` must be an object or null"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<impl std::fmt::Debug, Refusal>) -> String {
        result.unwrap_err().message
    }

    #[test]
    fn reads_bodies() {
        let body =
            br#"{"query":"{a}","operationName":null,"variables":{"x":[1]},"extensions":null,"other":1}"#;
        let Payload::One(asked) = from_body(body).unwrap() else { panic!() };
        assert_eq!(asked.wanted, Wanted::Text("{a}".into()));
        assert_eq!(asked.rest.variables.into_value().into_json().unwrap(), serde_json::json!({"x": [1]}));
        assert!(
            matches!(from_body(br#"[{"query":"{a}"},{"query":"{b}"}]"#), Ok(Payload::Batch(all)) if all.len() == 2)
        );
    }

    #[test]
    fn says_what_was_expected() {
        for (body, words) in [
            ("", "empty"),
            ("{", "not JSON"),
            ("1", "JSON object"),
            ("{}", "`query` is missing"),
            (r#"{"query":1}"#, "`query` must be a string"),
            (r#"{"query":"","variables":[]}"#, "`variables` must be an object"),
            (r#"{"query":"","extensions":"x"}"#, "`extensions` must be an object"),
            (r#"{"query":"","operationName":["x"]}"#, "`operationName` must be"),
            ("[]", "batch is empty"),
        ] {
            let found = message(from_body(body.as_bytes()));
            assert!(found.contains(words), "{body}: {found}");
        }
        let batch = format!("[{}]", [r#"{"query":"{a}"}"#; 11].join(","));
        assert!(message(from_body(batch.as_bytes())).contains("at most 10"));
        assert!(message(from_body(b"{\"query\":\"\xff\"}")).contains("UTF-8"));
        let deep = format!("{{\"query\":\"\",\"variables\":{}", "{\"a\":".repeat(5_000));
        assert!(message(from_body(deep.as_bytes())).contains("64 levels"));
    }

    #[test]
    fn reads_urls() {
        let asked =
            from_query("query=query+A%7Ba%7D&operationName=A&variables=%7B%22x%22%3A1%7D&foo=1").unwrap();
        let params = asked.split().1.with("query A{a}".into());
        assert_eq!(params.operation_name.as_deref(), Some("A"));
        assert_eq!(params.variables.len(), 1);
        assert!(message(from_query("query=%7Ba%7D&variables=x")).contains("not JSON"));
        assert!(message(from_query("query=%7Ba%7D&variables=[]")).contains("object"));
        assert!(message(from_query("query=a&query=b")).contains("twice"));
        assert!(message(from_query("")).contains("missing"));
    }
}
