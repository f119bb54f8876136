//! `GET /schema.graphql`.

use axum::{extract::State, http::header, response::IntoResponse};

use super::App;

/// The schema in the schema definition language. It tells what introspection tells, so it goes the same way: in
/// production there is none, and `leadline schema` prints it.
pub async fn show(State(app): State<App>) -> impl IntoResponse {
    let content_type = [(header::CONTENT_TYPE, "application/graphql; charset=utf-8")];
    (content_type, app.sdl.to_string())
}
