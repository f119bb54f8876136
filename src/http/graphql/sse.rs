//! GraphQL over server-sent events, in the mode of distinct connections: one operation a request, its results as
//! `next`, its end as `complete`.

use std::{convert::Infallible, time::Duration};

use async_graphql::ServerError;
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, future::BoxFuture, stream, stream::BoxStream};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{
    errors::{UNAUTHENTICATED, error},
    negotiate::Media,
    operation::Operation,
    respond::{self, Body as Answer},
    run::{self, Caller},
};
use crate::http::{App, metrics, sign_ins};

/// The end. Without a line of data a browser's `EventSource` would not tell of it.
const COMPLETE: &str = "event: complete\ndata:\n\n";
/// Keeps proxies from closing a connection that has nothing to tell.
const COMMENT: &str = ":\n\n";

/// Answers as a stream. An operation that cannot be run is answered as one as well: a browser's `EventSource`
/// shows nothing of other answers.
pub fn stream(app: &App, caller: &Caller, operation: Result<Operation, ServerError>) -> Response {
    let bodies = match operation {
        Ok(operation) => run::stream(app, caller, operation),
        Err(error) => stream::once(std::future::ready(run::refused(app, caller, error))).boxed(),
    };
    let running = Running {
        bodies,
        signed_out: sign_ins::ended(app, caller.signed_in.as_ref()),
        shutdown: app.shutdown.clone(),
        keep_alive: app.limits.keep_alive,
        _counted: metrics::Running::stream("sse"),
    };
    // The stream outlives the handler: its log lines keep the request id.
    let span = tracing::Span::current();
    let text = stream::unfold(State::Running(running), move |state| state.step().instrument(span.clone()))
        .map(Ok::<_, Infallible>);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(Media::EventStream.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::VARY, HeaderValue::from_static("Accept, Authorization")),
        // nginx would hold events back.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(text)).into_response()
}

struct Running {
    bodies: BoxStream<'static, Answer>,
    signed_out: BoxFuture<'static, ()>,
    shutdown: CancellationToken,
    keep_alive: Duration,
    _counted: metrics::Running,
}

enum State {
    Running(Running),
    /// The last word was said; `complete` is left.
    Complete,
    Over,
}

impl State {
    /// The next event. A server that stops ends the stream without `complete`, so that the client comes again.
    async fn step(self) -> Option<(String, Self)> {
        let mut running = match self {
            Self::Running(running) => running,
            Self::Complete => return Some((COMPLETE.to_owned(), Self::Over)),
            Self::Over => return None,
        };
        tokio::select! {
            biased;
            () = running.shutdown.cancelled() => None,
            () = &mut running.signed_out => {
                let message = "the sign-in has ended: sign in again, and resume from the last cursor";
                Some((next(&Answer::refused(error(UNAUTHENTICATED, message, None))), Self::Complete))
            }
            body = running.bodies.next() => match body {
                Some(body) => Some((next(&body), Self::Running(running))),
                None => Some((COMPLETE.to_owned(), Self::Over)),
            },
            () = tokio::time::sleep(running.keep_alive) => Some((COMMENT.to_owned(), Self::Running(running))),
        }
    }
}

fn next(answer: &Answer) -> String {
    match respond::json(answer) {
        // With the cursor as id, a client that comes again says by itself where it stopped reading.
        Some(json) => match answer.cursor() {
            Some(cursor) => format!("event: next\nid: {cursor}\ndata: {json}\n\n"),
            None => format!("event: next\ndata: {json}\n\n"),
        },
        None => COMPLETE.to_owned(),
    }
}
