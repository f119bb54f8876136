//! An answer that no GraphQL came to: its status, and a body in the shape of a GraphQL error.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{db::was_overloaded, error::Error, graphql};

/// Why a request was not taken.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable word for programs, in `extensions.code`.
    pub code: &'static str,
    /// For people: what is wrong and what to do.
    pub message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal with this status and code.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), header: None }
    }

    /// 400: the request cannot be read.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
    }

    /// 401: the token is unknown, has expired, or is no token.
    pub fn unauthenticated() -> Self {
        let message = "the access token is not valid or has expired: sign in again with the mutation `signIn`, \
                       and send the new token as `Authorization: Bearer …`";
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message)
            .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer error=\"invalid_token\""))
    }

    /// 404: nothing is here.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing here; the API is at `/graphql`")
    }

    /// 405, with the methods that are allowed.
    pub fn method_not_allowed(allow: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
            .with(header::ALLOW, HeaderValue::from_static(allow))
    }

    /// 500: a fault of ours, of which nothing is told.
    pub fn internal() -> Self {
        let message = "something went wrong on our side; the request id names it in our logs";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", message)
    }

    /// 503: no connection to the database became free in time, so nothing was done.
    pub fn overloaded() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", graphql::OVERLOADED)
            .retry_after(graphql::RETRY_AFTER)
    }

    /// Adds a header.
    #[must_use]
    pub fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// After how many seconds to come again.
    pub fn seconds(&self) -> Option<u64> {
        let (_, value) = self.header.as_ref().filter(|(name, _)| *name == header::RETRY_AFTER)?;
        value.to_str().ok()?.parse().ok()
    }

    /// Says after how many seconds to come again.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.with(header::RETRY_AFTER, HeaderValue::from(seconds))
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        if matches!(&error, Error::Database(cause) if was_overloaded(cause)) {
            tracing::warn!("no connection to the database became free in time");
            return Self::overloaded();
        }
        tracing::error!(%error, "a request failed");
        Self::internal()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = json!({ "message": self.message, "extensions": { "code": self.code } });
        if let Some(seconds) = self.seconds() {
            error["extensions"]["retryAfter"] = seconds.into();
        }
        let mut response = (self.status, Json(json!({ "errors": [error] }))).into_response();
        let content_type = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}
