//! The few HTML pages that Leadline shows by itself.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// Pages without scripts.
pub const STATIC_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STYLE: &str = include_str!("page.css");

/// A page with this title and content; both are HTML.
pub fn page(status: StatusCode, policy: &'static str, title: &str, head: &str, content: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n{head}<style>\n{STYLE}</style>\n</head>\n<body>\n{content}</body>\n</html>\n"
    );
    with_policy(status, policy, html)
}

/// A page without scripts that says one thing.
pub fn narrow(status: StatusCode, title: &str, content: &str) -> Response {
    let content = format!("<main class=\"narrow\">\n<h1>{title}</h1>\n{content}</main>\n");
    page(status, STATIC_POLICY, title, "", &content)
}

/// HTML under a `Content-Security-Policy`.
pub fn with_policy(status: StatusCode, policy: &'static str, html: impl Into<String>) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, Html(html.into())).into_response()
}

/// Text as HTML, for content and for attributes in double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
