//! Answering one operation, in the way that the client takes.

use async_graphql::{ServerError, parser::types::OperationType};
use axum::response::Response;

use super::{
    errors::{self, error},
    negotiate::{Accepted, Media},
    operation::Operation,
    respond::{self, Body},
    run::{self, Caller},
    sse,
};
use crate::http::App;

/// Answers one operation: as a stream where that is what the client likes best, or asks for.
pub async fn one(
    app: &App,
    caller: &Caller,
    accepted: Accepted,
    operation: Result<Operation, ServerError>,
) -> Response {
    let is_subscription =
        operation.as_ref().is_ok_and(|operation| operation.kind == OperationType::Subscription);
    let stream = accepted.best == Media::EventStream || (is_subscription && accepted.streams);
    if stream {
        return sse::stream(app, caller, operation);
    }
    let body = plain(app, caller, operation).await;
    respond::one(&body, accepted.best)
}

/// Answers one operation at once: no subscription.
pub async fn plain(app: &App, caller: &Caller, operation: Result<Operation, ServerError>) -> Body {
    match operation {
        Ok(operation) if operation.kind == OperationType::Subscription => {
            let message =
                "a subscription needs a WebSocket (`graphql-transport-ws`) or `Accept: text/event-stream`";
            run::refused(app, caller, error(errors::BAD_REQUEST, message, None))
        }
        Ok(operation) => run::once(app, caller, operation).await,
        Err(error) => run::refused(app, caller, error),
    }
}
