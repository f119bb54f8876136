//! `GET /`: GraphiQL with a sign-in bar, in development only.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::page;

/// GraphiQL comes from a CDN, in pinned versions with their hashes; everything else from here.
const POLICY: &str = "default-src 'none'; script-src 'self' https://unpkg.com; \
                      style-src 'unsafe-inline' https://unpkg.com; font-src data: https://unpkg.com; \
                      img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The page.
pub async fn show() -> Response {
    page::with_policy(StatusCode::OK, POLICY, include_str!("graphiql.html"))
}

/// The page's own script.
pub async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("graphiql.js"))
}
