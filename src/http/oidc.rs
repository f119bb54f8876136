//! Signing in through an OpenID provider: where the browser goes to and comes back to. The cookie that it carries in
//! between binds the two together, and authenticates nothing else: no request to the API looks at cookies.

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Address, App, Refusal as Refused, graphql::user_agent, layers::RequestId, page};
use crate::{
    auth::Actor,
    events::Origin,
    oidc::{self, Answer, Provider, Refusal},
    sign_in,
};

const COOKIE: &str = "leadline_oidc";
/// Seconds for which a browser keeps the cookie: as long as an attempt is good.
const KEPT: u32 = 600;

/// What a client begins with.
#[derive(Debug, Deserialize)]
pub struct Start {
    /// SHA-256 of the client's verifier, in base64url.
    #[serde(default)]
    challenge: String,
    /// The page to which the browser comes back.
    return_to: Option<String>,
}

/// What the provider sends the browser back with.
#[derive(Debug, Deserialize)]
pub struct Callback {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Sends the browser to the provider.
///
/// # Errors
/// 404 when there is none, 429 for who asks too often.
pub async fn start(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    headers: HeaderMap,
    Query(start): Query<Start>,
) -> Result<Response, Refused> {
    let Some(provider) = app.oidc.clone() else { return Err(Refused::not_found()) };
    app.rates.public_request(address)?;
    let ctx = app.ctx(Actor::System, origin(&request_id, address, &headers), None);
    let kept = cookie(&headers);
    let begun = oidc::begin(&ctx, &provider, &start.challenge, start.return_to.as_deref(), kept);
    match Box::pin(begun).await {
        Ok(begun) => Ok(redirect(&begun.url, Some(&set_cookie(&provider, &begun.browser)))),
        Err(refusal) => Ok(tell(&refusal)),
    }
}

/// Takes the browser back from the provider, and sends it on to its client.
///
/// # Errors
/// 404 when there is no provider, 429 for who asks too often.
pub async fn callback(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    headers: HeaderMap,
    Query(callback): Query<Callback>,
) -> Result<Response, Refused> {
    let Some(provider) = app.oidc.clone() else { return Err(Refused::not_found()) };
    app.rates.public_request(address)?;
    let origin = origin(&request_id, address, &headers);
    let (ctx, visitor) = (app.ctx(Actor::System, origin.clone(), None), app.visitor(origin));
    let Callback { state, code, error, iss } = callback;
    let answer = Answer { state, code, error, issuer: iss };
    let back = sign_in::come_back(&ctx, &visitor, &provider, answer, cookie(&headers));
    match Box::pin(back).await {
        // The cookie stays: another tab may be on its way, and each answer is good once anyway.
        Ok(finished) => Ok(redirect(&finished.url, None)),
        Err(refusal) => Ok(tell(&refusal)),
    }
}

fn origin(request_id: &str, address: Address, headers: &HeaderMap) -> Origin {
    Origin::request(request_id, address.exact(), user_agent(headers).as_deref())
}

/// 303, so that whatever the request was, the next is a GET. What stands in the URL is for its page alone.
fn redirect(url: &str, set_cookie: Option<&str>) -> Response {
    let (Ok(url), Ok(cookie)) =
        (HeaderValue::from_str(url), set_cookie.map(HeaderValue::from_str).transpose())
    else {
        return tell(&Refusal::Provider("a URL that is no header".into()));
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, url);
    if let Some(cookie) = cookie {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `Lax`: the provider's page leads here by a link, which is a visit of the person.
fn set_cookie(provider: &Provider, value: &str) -> String {
    let secure = if provider.is_secure() { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/auth/oidc; Max-Age={KEPT}; HttpOnly; SameSite=Lax{secure}")
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })
}

/// A page for the person; what is for us goes to the log.
fn tell(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::BadRequest(_) | Refusal::UnknownAttempt => StatusCode::BAD_REQUEST,
        Refusal::Provider(text) => {
            tracing::warn!(reason = text, "the OpenID provider");
            StatusCode::BAD_GATEWAY
        }
        Refusal::Fault(error) => {
            tracing::error!(%error, "a sign-in through the OpenID provider failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        Refusal::Declined(error) => {
            tracing::info!(error, "the OpenID provider declined a sign-in");
            StatusCode::FORBIDDEN
        }
        _ => StatusCode::FORBIDDEN,
    };
    let content = format!(
        "<main class=\"narrow\">\n<h1>You are not signed in</h1>\n<p>{}</p>\n<p><code>{}</code></p>\n</main>\n",
        page::escape(refusal.words()),
        refusal.code()
    );
    page::page(status, page::STATIC_POLICY, "You are not signed in", "", &content)
}
