//! The messages of the protocol.

use async_graphql::ServerError;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{super::respond::Body, Close};

/// What a client says.
#[derive(Debug, PartialEq)]
pub enum FromClient {
    /// Who I am.
    Init(Map<String, Value>),
    /// Run this.
    Subscribe {
        /// The client's name for the operation.
        id: String,
        /// The operation, as in a POST.
        payload: Value,
    },
    /// Enough of this.
    Complete {
        /// The client's name for the operation.
        id: String,
    },
    /// Are you there?
    Ping(Option<Value>),
    /// I am here.
    Pong,
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToClient<'a> {
    /// Welcome.
    ConnectionAck,
    /// One result.
    Next {
        /// The client's name for the operation.
        id: &'a str,
        /// The result.
        payload: &'a Body,
    },
    /// The operation could not be run; nothing more comes of it.
    Error {
        /// The client's name for the operation.
        id: &'a str,
        /// Why.
        payload: &'a [ServerError],
    },
    /// Nothing more comes.
    Complete {
        /// The client's name for the operation.
        id: &'a str,
    },
    /// Are you there?
    Ping,
    /// I am here.
    Pong {
        /// What came with the ping.
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
}

impl FromClient {
    /// Reads a message.
    ///
    /// # Errors
    /// 4400 for what is none.
    pub fn read(text: &str) -> Result<Self, Close> {
        if super::super::guard_json::check(text).is_err() {
            return Err(Close::BadMessage("Invalid message: too many values, or too many levels"));
        }
        let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
            return Err(Close::BadMessage("Invalid message: expected a JSON object"));
        };
        let mut payload = fields.remove("payload").filter(|payload| !payload.is_null());
        let id = match fields.remove("id") {
            Some(Value::String(id)) if !id.is_empty() && id.len() <= 255 => Some(id),
            _ => None,
        };
        let id = id.ok_or(Close::BadMessage("Invalid message: `id` must be a string of 1 to 255 bytes"));
        match fields.get("type").and_then(Value::as_str) {
            Some("connection_init") => object(payload).map(|payload| Self::Init(payload.unwrap_or_default())),
            Some("ping") => Ok(Self::Ping(object(payload)?.map(Value::Object))),
            Some("pong") => object(payload).map(|_| Self::Pong),
            Some("complete") => Ok(Self::Complete { id: id? }),
            Some("subscribe") => match payload.take() {
                Some(payload @ Value::Object(_)) => Ok(Self::Subscribe { id: id?, payload }),
                _ => Err(Close::BadMessage("Invalid message: `subscribe` needs a payload")),
            },
            _ => Err(Close::BadMessage("Invalid message: `type` is none of the protocol")),
        }
    }
}

fn object(payload: Option<Value>) -> Result<Option<Map<String, Value>>, Close> {
    match payload {
        None => Ok(None),
        Some(Value::Object(fields)) => Ok(Some(fields)),
        Some(_) => Err(Close::BadMessage("Invalid message: `payload` must be an object")),
    }
}
