//! The one place that says what HTTP calls the result of a GraphQL request.
//!
//! GraphQL over HTTP, draft: under `application/json` every well-formed request is 200, because old clients read
//! nothing else; under `application/graphql-response+json` a request that could not be run is 4xx or 5xx, and one
//! that was run is 200, whatever its fields say. The draft still moves: change it here and nowhere else.
//!
//! Two errors of persisted documents have a status of their own, under either type:
//!
//! - `PERSISTED_QUERY_NOT_FOUND` is 200, as Apollo Server has it. It is the first half of an exchange that clients
//!   expect, not a failure: Apollo Client up to 3.5 takes a 400 or 500 as the word that persisted queries are not
//!   spoken here and never tries again, and clients for other platforms have looked for it in answers of 2xx only.
//!   Apollo Client 4 and urql look at the body, whatever the status.
//! - `PERSISTED_QUERY_HASH_MISMATCH` is 400: the request contradicts itself, so it is not well-formed, and a client that
//!   gives persisted queries up for it is right to.

use axum::http::StatusCode;

use super::{errors, negotiate::Media, respond::Body};

/// The status of one answer.
pub fn of(body: &Body, media: Media) -> StatusCode {
    match body.first_code() {
        Some(errors::PERSISTED_QUERY_NOT_FOUND) => return StatusCode::OK,
        Some(errors::PERSISTED_QUERY_HASH_MISMATCH) if media != Media::EventStream => {
            return StatusCode::BAD_REQUEST;
        }
        _ => {}
    }
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
            Some(errors::OVERLOADED) => StatusCode::SERVICE_UNAVAILABLE,
            Some(errors::TIMEOUT) => StatusCode::GATEWAY_TIMEOUT,
            Some(errors::INTERNAL) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        },
    }
}
