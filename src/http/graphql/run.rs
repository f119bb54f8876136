//! Running an operation for a caller.

use async_graphql::{Request, Response, parser::types::OperationType};
use axum::http::HeaderMap;
use futures::{StreamExt, stream::BoxStream};
use tokio::time::{Instant, timeout};

use super::{
    errors::{TIMEOUT, error},
    operation::Operation,
    respond::Body,
};
use crate::events::ResumeAfter;
use crate::http::{
    App, Refusal,
    identity::{self, SignedIn},
    metrics,
};

/// For whom operations are run.
#[derive(Clone)]
pub struct Caller {
    /// Who, unless nobody is signed in.
    pub signed_in: Option<SignedIn>,
    /// Names the request in the logs.
    pub request_id: String,
    /// The key for "do this once".
    pub idempotency_key: Option<String>,
    /// Where a stream that broke off had come to: `Last-Event-ID`.
    pub resume_after: Option<ResumeAfter>,
}

impl Caller {
    /// Whom the headers of a request name.
    ///
    /// # Errors
    /// 401 for a token that does not hold, 400 for an idempotency key that cannot be one.
    pub async fn of_headers(app: &App, headers: &HeaderMap, request_id: String) -> Result<Self, Refusal> {
        let idempotency_key = idempotency_key(headers)?;
        let signed_in = identity::of_headers(app, headers).await?;
        Ok(Self { signed_in, request_id, idempotency_key, resume_after: resume_after(headers) })
    }

    /// The same caller for one operation of a batch: a key of its own for each.
    #[must_use]
    pub fn nth(&self, index: usize) -> Self {
        let key = self.idempotency_key.as_ref().map(|key| format!("{key}#{index}"));
        Self { idempotency_key: key, ..self.clone() }
    }

    /// Strangers must not fill the list of names.
    fn name_in_metrics(&self, name: Option<String>) -> Option<String> {
        if self.signed_in.is_some() { name } else { Some("visitor".to_owned()) }
    }

    fn dress(&self, app: &App, request: Request) -> Request {
        let request = request.data(app.visitor());
        let request = match &self.resume_after {
            Some(place) => request.data(place.clone()),
            None => request,
        };
        let request = if app.is_development() { request } else { request.disable_introspection() };
        match &self.signed_in {
            Some(SignedIn { actor, .. }) => {
                request.data(app.ctx(actor.clone(), self.request_id.clone(), self.idempotency_key.clone()))
            }
            None => request,
        }
    }
}

/// Runs a query or mutation.
pub async fn once(app: &App, caller: &Caller, operation: Operation) -> Body {
    let started = Instant::now();
    let name = caller.name_in_metrics(operation.name);
    let request = caller.dress(app, operation.request);
    let body = if let Ok(response) = timeout(app.limits.operation_time, app.graphql.run(request)).await {
        Body::from(response)
    } else {
        let seconds = app.limits.operation_time.as_secs();
        let message = format!("the operation took longer than {seconds} s and was given up; ask for less");
        Body::refused(error(TIMEOUT, message, None))
    };
    metrics::operation(name.as_deref(), outcome(&body), Some(started.elapsed()));
    body
}

/// Runs any operation; a subscription answers again and again, anything else once.
pub fn stream(app: &App, caller: &Caller, operation: Operation) -> BoxStream<'static, Body> {
    if operation.kind == OperationType::Subscription {
        metrics::operation(caller.name_in_metrics(operation.name).as_deref(), "streaming", None);
        let request = caller.dress(app, operation.request);
        return app.graphql.stream(request).map(|response: Response| Body::from(response)).boxed();
    }
    let (app, caller) = (app.clone(), caller.clone());
    futures::stream::once(async move { once(&app, &caller, operation).await }).boxed()
}

/// Notes an operation that could not be run at all.
pub fn refused(error: async_graphql::ServerError) -> Body {
    metrics::operation(None, "refused", None);
    Body::refused(error)
}

fn outcome(body: &Body) -> &'static str {
    match (body.is_ok(), body.was_run()) {
        (true, _) => "ok",
        (false, true) => "error",
        (false, false) => "refused",
    }
}

/// What is no text is no cursor either: it is refused where it is read.
fn resume_after(headers: &HeaderMap) -> Option<ResumeAfter> {
    let value = headers.get("last-event-id")?.as_bytes();
    (!value.is_empty()).then(|| ResumeAfter(String::from_utf8_lossy(value).into_owned()))
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::bad_request("`Idempotency-Key` must have 1 to 255 printable ASCII characters")),
    }
}
