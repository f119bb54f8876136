//! `POST /graphql`.

use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use tokio::time::timeout;

use super::{
    answer,
    errors::TOO_COMPLEX,
    guard,
    negotiate::{self, Media, is_utf8},
    persisted,
    request::{self, Asked, Payload},
    respond,
    run::Caller,
};
use crate::http::{Address, App, Refusal, layers::RequestId};

/// Bytes of a body.
pub const MAX_BODY: usize = 1024 * 1024;

/// Runs what the body asks for.
///
/// # Errors
/// What HTTP calls it when it does not come to GraphQL.
pub async fn post(
    State(app): State<App>,
    Extension(RequestId(request_id)): Extension<RequestId>,
    Extension(address): Extension<Address>,
    request: Request,
) -> Result<Response, Refusal> {
    let answered = answer(&app, address, request_id, request).await;
    answered.inspect_err(|refusal| app.rates.failed(address, refusal.code))
}

async fn answer(
    app: &App,
    address: Address,
    request_id: String,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers();
    let accepted = negotiate::accepted(headers)?;
    require_json(headers)?;
    let caller = Caller::of_headers(app, headers, address, request_id).await?;
    let body = timeout(app.limits.body_time, read(request)).await.map_err(|_| slow())??;
    match request::from_body(&body)? {
        Payload::One(asked) => {
            let operation = persisted::prepare(app, &caller, asked).await;
            Ok(answer::one(app, &caller, accepted, operation).await)
        }
        Payload::Batch(_) if accepted.best == Media::EventStream => {
            Err(Refusal::bad_request("a batch cannot be answered as an event stream; send one operation"))
        }
        Payload::Batch(all) => {
            guard::check_batch(all.iter().filter_map(Asked::text))
                .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, TOO_COMPLEX, error.message))?;
            let mut bodies = Vec::with_capacity(all.len());
            // One after the other: a mutation sees what the one before it did.
            for (index, asked) in all.into_iter().enumerate() {
                let operation = persisted::prepare(app, &caller, asked).await;
                bodies.push(answer::plain(app, &caller.nth(index), operation).await);
            }
            Ok(respond::batch(&bodies, accepted.best))
        }
    }
}

/// JSON only: forms and plain text are what a page of a stranger can send without being asked.
fn require_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(key, _)| key.eq_ignore_ascii_case("charset"));
    if is_json && charset.is_none_or(|(_, value)| is_utf8(value)) {
        return Ok(());
    }
    let message = "send the request as JSON in UTF-8, with `Content-Type: application/json`";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message))
}

fn slow() -> Refusal {
    let message = "the body did not come in time; send it again, over a better line";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", message)
        .with(header::CONNECTION, HeaderValue::from_static("close"))
}

async fn read(request: Request) -> Result<Bytes, Refusal> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("the body is larger than {MAX_BODY} bytes");
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
        }
        _ => Refusal::bad_request("the body could not be read"),
    })
}
