//! The one place that says what HTTP calls the result of a GraphQL request.
//!
//! GraphQL over HTTP, draft: under `application/json` every well-formed request is 200, because old clients read
//! nothing else; under `application/graphql-response+json` a request that could not be run is 4xx or 5xx, and one
//! that was run is 200, whatever its fields say. The draft still moves: change it here and nowhere else.

use axum::http::StatusCode;

use super::{errors, negotiate::Media, respond::Body};

/// The status of one answer.
pub fn of(body: &Body, media: Media) -> StatusCode {
    match media {
        // Said the same to all: those who send less understand it.
        Media::Json | Media::GraphQlResponse
            if !body.was_run() && body.first_code() == Some(errors::RATE_LIMITED) =>
        {
            StatusCode::TOO_MANY_REQUESTS
        }
        Media::Json | Media::EventStream => StatusCode::OK,
        Media::GraphQlResponse if body.was_run() => StatusCode::OK,
        Media::GraphQlResponse => match body.first_code() {
            Some(errors::UNAUTHENTICATED) => StatusCode::UNAUTHORIZED,
            Some(errors::TIMEOUT) => StatusCode::GATEWAY_TIMEOUT,
            Some(errors::INTERNAL) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        },
    }
}
