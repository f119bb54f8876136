//! `GET /schema.graphql`.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{App, Refusal, identity};

/// The schema in the schema definition language; in production to those who are signed in, as introspection.
///
/// # Errors
/// 401 in production without a good token.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    if !app.is_development() && identity::of_headers(&app, &headers).await?.is_none() {
        return Err(Refusal::unauthenticated());
    }
    let content_type = [(header::CONTENT_TYPE, "application/graphql; charset=utf-8")];
    Ok((content_type, app.sdl.to_string()).into_response())
}
