//! Writing answers.

use std::{collections::BTreeMap, io};

use async_graphql::{Response as GraphQlResponse, ServerError, Value};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::{errors, negotiate::Media, status};
use crate::http::Refusal;

/// The answer to one operation. Unlike the library's it has no `data` when nothing was run (GraphQL, section 7.1).
#[derive(Debug, Serialize)]
pub struct Body {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Value>,
}

impl Body {
    /// The answer to an operation that was not run.
    pub fn refused(error: ServerError) -> Self {
        Self { errors: vec![error], data: None, extensions: BTreeMap::new() }
    }

    /// Whether the operation was run, well or not.
    pub fn was_run(&self) -> bool {
        self.data.is_some()
    }

    /// Whether there are no errors.
    pub fn is_ok(&self) -> bool {
        self.errors.is_empty()
    }

    /// What went wrong.
    pub fn errors(&self) -> &[ServerError] {
        &self.errors
    }

    /// After how many seconds to come again, if the operation was refused until then.
    pub fn retry_after(&self) -> Option<u64> {
        self.errors.first().filter(|_| !self.was_run()).and_then(errors::retry_after)
    }

    /// Where a stream can be resumed after this answer.
    pub fn cursor(&self) -> Option<&str> {
        match self.extensions.get("cursor")? {
            Value::String(cursor) => Some(cursor),
            _ => None,
        }
    }

    /// The code of the first error.
    pub fn first_code(&self) -> Option<&str> {
        self.errors.first().and_then(errors::code)
    }
}

impl From<GraphQlResponse> for Body {
    fn from(mut response: GraphQlResponse) -> Self {
        errors::polish(&mut response);
        // Only a resolver's error has a path.
        let refused = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        let data = (!refused).then_some(response.data);
        Self { errors: response.errors, data, extensions: response.extensions }
    }
}

/// The answer to one operation.
pub fn one(body: &Body, media: Media) -> Response {
    let mut response = response(status::of(body, media), body, media);
    if let Some(seconds) = body.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The answer to a batch: each operation fared on its own, so the whole is well.
pub fn batch(bodies: &[Body], media: Media) -> Response {
    response(StatusCode::OK, &bodies, media)
}

/// Writes an answer, or what carries answers. Bytes in it are JSON already ([`AsText`](crate::graphql::AsText)).
/// None never comes: answers are made of what JSON knows.
pub fn json(value: &impl Serialize) -> Option<String> {
    let mut text = Vec::with_capacity(ROOM);
    value.serialize(&mut Serializer::with_formatter(&mut text, BytesAreText)).ok()?;
    String::from_utf8(text).ok()
}

/// For an answer of common size.
const ROOM: usize = 1024;

struct BytesAreText;

impl Formatter for BytesAreText {
    fn write_byte_array<W: io::Write + ?Sized>(&mut self, writer: &mut W, bytes: &[u8]) -> io::Result<()> {
        writer.write_all(bytes)
    }
}

fn response(status: StatusCode, value: &impl Serialize, media: Media) -> Response {
    let Some(text) = json(value) else {
        return Refusal::internal().into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media.content_type())),
        // Answers hold data of people, and differ from user to user.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("Accept, Authorization")),
    ];
    (status, headers, text).into_response()
}
