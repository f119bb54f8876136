//! `GET /`: GraphiQL with a sign-in bar, in development unless the settings say otherwise. One page, two sources: the
//! bundle that `tools/graphiql` builds, if there is one ([`built`]), or else a CDN ([`cdn`]).

mod built;
mod cdn;

use axum::{
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{App, Refusal, dev_mailbox, page};

pub use built::folder;

const PAGE: &str = include_str!("page.html");

/// Where GraphiQL comes from: what the page loads, under which policy, and what it says when that fails.
struct Source {
    tags: String,
    policy: &'static str,
    unavailable: &'static str,
}

/// The page.
pub async fn show(State(app): State<App>) -> Response {
    let source = built::source(&app.config).unwrap_or_else(cdn::source);
    let mut links = String::new();
    if app.is_development() {
        links.push_str("<a href=\"/schema.graphql\">Schema</a>");
        if dev_mailbox::folder(&app.config).is_some() {
            links.push_str("\n  <a href=\"/dev/mailbox\">Mailbox</a>");
        }
    }
    let oidc = app.oidc.as_ref().map(|provider| {
        let (label, home) = (page::escape(&provider.settings().label), page::escape(provider.home()));
        format!("<button id=\"oidc\" type=\"button\" data-return-to=\"{home}\">{label}</button>")
    });
    let html = PAGE
        .replace("{oidc}", &oidc.unwrap_or_default())
        .replace("{source}", &source.tags)
        .replace("{links}", &links)
        .replace("{introspection}", if app.is_development() { "on" } else { "off" })
        .replace("{unavailable}", source.unavailable);
    page::with_policy(StatusCode::OK, source.policy, html)
}

/// The page's own script.
pub async fn script() -> impl IntoResponse {
    java_script(concat!(include_str!("sign_in.js"), include_str!("page.js")))
}

/// What joins the page and the CDN's GraphiQL.
pub async fn cdn_script() -> impl IntoResponse {
    java_script(include_str!("cdn.js"))
}

/// A file of the bundle.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refusal> {
    built::file(&app.config, &name, request).await
}

fn java_script(text: &'static str) -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, text)
}
