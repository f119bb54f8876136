//! What is around every handler: request id, log line, panics, security headers, other origins.

use std::{
    any::Any,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument;
use uuid::Uuid;

use super::{App, Refusal};

/// Not for subdomains: what else is there is not ours to say.
const BY_TLS_FOR_A_YEAR: &str = "max-age=31536000";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request in the logs.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Takes the caller's request id if it is sane, or makes one; gives it back, and to every log line.
pub async fn request_id(mut request: Request, next: Next) -> Response {
    let id = sane(request.headers()).unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = span(&request, &id);
    // Asked every few seconds by machines, or twenty at once by a page: at the usual level they would fill the log.
    let path = request.uri().path();
    let is_watched = matches!(path, "/healthz" | "/readyz" | "/metrics") || path.starts_with("/graphiql");
    let answer = async move {
        let started = tokio::time::Instant::now();
        let response = next.run(request).await;
        let status = response.status().as_u16();
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::Span::current().record("status", status);
        if is_watched {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
        response
    };
    let mut response = answer.instrument(span).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Notes where a request comes from.
pub async fn address(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let address = app.rates.address(peer, request.headers());
    request.extensions_mut().insert(address);
    next.run(request).await
}

/// The route, not the path: a path may carry a token or an address.
fn span(request: &Request, id: &str) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    tracing::info_span!(
        "request",
        method = %request.method(),
        route,
        request_id = id,
        status = tracing::field::Empty
    )
}

fn sane(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID)?.to_str().ok()?;
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((1..=64).contains(&id.len()) && id.chars().all(harmless)).then(|| id.to_owned())
}

/// Headers that keep browsers from guessing, framing and telling. Pages set their own `Content-Security-Policy`.
pub async fn security_headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if app.config.is_reached_by_tls_only() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(BY_TLS_FOR_A_YEAR));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// A handler panicked: the caller learns nothing of it, the log what there is.
#[allow(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no text");
    tracing::error!(panic = text, "a handler panicked");
    Refusal::internal().into_response()
}

/// Which pages of other origins may call the API: it knows no cookies, so this gives away no rights.
pub fn other_origins(app: &App) -> CorsLayer {
    let origins = &app.config.http.allowed_origins;
    let any = if origins.is_empty() { app.is_development() } else { *origins == ["*"] };
    let origins = origins.iter().filter_map(|origin| origin.parse::<HeaderValue>().ok());
    let allowed = if any { AllowOrigin::any() } else { AllowOrigin::list(origins) };
    let idempotency_key = HeaderName::from_static("idempotency-key");
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            idempotency_key,
            HeaderName::from_static("last-event-id"),
            REQUEST_ID,
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(std::time::Duration::from_hours(1))
}
