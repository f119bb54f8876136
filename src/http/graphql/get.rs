//! `GET /graphql`: queries, subscriptions as event streams, and the door to the WebSocket.

use async_graphql::parser::types::OperationType;
use axum::{
    Extension,
    extract::{FromRequestParts, Request, State, WebSocketUpgrade},
    http::header,
    response::{IntoResponse, Response},
};

use super::{answer, negotiate, persisted, request, run::Caller, websocket};
use crate::http::{Address, App, Refusal, layers::RequestId};

/// Runs what the URL asks for, or opens a WebSocket.
///
/// # Errors
/// What HTTP calls it when it does not come to GraphQL.
pub async fn get(
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
    if request.headers().contains_key(header::UPGRADE) {
        return upgrade(app.clone(), address, request_id, request).await;
    }
    let accepted = negotiate::accepted(request.headers())?;
    let caller = Caller::of_headers(app, request.headers(), address, request_id).await?;
    let asked = request::from_query(request.uri().query().unwrap_or_default())?;
    let operation = persisted::prepare(app, &caller, asked).await;
    if operation.as_ref().is_ok_and(|operation| operation.kind == OperationType::Mutation) {
        // Links and images must not change anything.
        return Err(Refusal::method_not_allowed("POST", "a mutation must be sent by POST"));
    }
    Ok(answer::one(app, &caller, accepted, operation).await)
}

async fn upgrade(
    app: App,
    address: Address,
    request_id: String,
    request: Request,
) -> Result<Response, Refusal> {
    // A browser cannot set headers here: without one, `connection_init` brings the token.
    let caller = Caller::of_headers(&app, request.headers(), address, request_id).await?;
    // One key cannot stand for all that a socket will carry, nor can one cursor.
    let caller = Caller { idempotency_key: None, resume_after: None, ..caller };
    let (mut parts, _) = request.into_parts();
    match WebSocketUpgrade::from_request_parts(&mut parts, &app).await {
        Ok(upgrade) => Ok(websocket::open(app, caller, upgrade)),
        Err(rejection) => {
            let status = rejection.into_response().status();
            Err(Refusal::new(status, "BAD_REQUEST", "this is not a WebSocket handshake"))
        }
    }
}
