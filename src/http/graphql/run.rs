//! Running an operation for a caller.

use async_graphql::{Request, Response, ServerError, parser::types::OperationType};
use axum::http::{HeaderMap, header};
use entity::Via;
use futures::{StreamExt, stream::BoxStream};
use tokio::time::{Instant, timeout};

use super::{
    discretion::{self, OwnWords},
    errors::{TIMEOUT, error},
    operation::Operation,
    respond::Body,
};
use crate::{
    db,
    events::{Origin, ResumeAfter},
    graphql::AsText,
    http::{
        Address, App, Refusal,
        identity::{self, SignedIn},
        metrics,
    },
};

/// For whom operations are run.
#[derive(Clone)]
pub struct Caller {
    /// Who, unless nobody is signed in.
    pub signed_in: Option<SignedIn>,
    /// From where.
    pub address: Address,
    /// Names the request in the logs.
    pub request_id: String,
    /// What their program calls itself.
    pub user_agent: Option<String>,
    /// The key for "do this once".
    pub idempotency_key: Option<String>,
    /// Where a stream that broke off had come to: `Last-Event-ID`.
    pub resume_after: Option<ResumeAfter>,
}

impl Caller {
    /// Whom the headers of a request name.
    ///
    /// # Errors
    /// 401 for a token that does not hold, 400 for an idempotency key that cannot be one, 429 for who failed too often.
    pub async fn of_headers(
        app: &App,
        headers: &HeaderMap,
        address: Address,
        request_id: String,
    ) -> Result<Self, Refusal> {
        app.rates.admit(address)?;
        let idempotency_key = idempotency_key(headers)?;
        let signed_in = identity::of_headers(app, headers).await?;
        let (resume_after, user_agent) = (resume_after(headers), user_agent(headers));
        Ok(Self { signed_in, address, request_id, user_agent, idempotency_key, resume_after })
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

    /// Where what they write comes from.
    fn origin(&self) -> Origin {
        let request = Origin::request(&self.request_id, self.address.exact(), self.user_agent.as_deref());
        let Some(signed_in) = &self.signed_in else { return request };
        match (signed_in.actor.api_key(), signed_in.session) {
            (Some(key), _) => request.with(Via::ApiKey, key.id),
            (None, Some(session)) => request.with(Via::Session, session),
            (None, None) => request,
        }
    }

    fn dress(&self, app: &App, request: Request) -> Request {
        let origin = self.origin();
        // Answers are written by `respond::json`.
        let request = request.data(app.visitor(origin.clone())).data(AsText);
        let request = match &self.resume_after {
            Some(place) => request.data(place.clone()),
            None => request,
        };
        // It was refused before: this holds should that look be gone one day.
        let request = if app.is_development() { request } else { request.disable_introspection() };
        let user = self.signed_in.as_ref().and_then(|signed_in| signed_in.actor.user_id());
        let request = match app.rates.budget(user, self.address) {
            Some(budget) => request.data(budget),
            None => request,
        };
        match &self.signed_in {
            Some(SignedIn { actor, .. }) => {
                request.data(app.ctx(actor.clone(), origin, self.idempotency_key.clone()))
            }
            None => request,
        }
    }
}

/// Runs a query or mutation.
pub async fn once(app: &App, caller: &Caller, mut operation: Operation) -> Body {
    let started = Instant::now();
    let words = match discretion(app, &mut operation.request) {
        Ok(words) => words,
        Err(error) => return refused(app, caller, error),
    };
    let name = caller.name_in_metrics(operation.name);
    let request = caller.dress(app, operation.request);
    let work = db::tied(app.graphql.run(request));
    let body = if let Ok(response) = timeout(app.limits.operation_time, work).await {
        told(response, words.as_ref())
    } else {
        let seconds = app.limits.operation_time.as_secs();
        let message = format!("the operation took longer than {seconds} s and was given up; ask for less");
        Body::refused(error(TIMEOUT, message, None))
    };
    metrics::operation(name.as_deref(), outcome(&body), Some(started.elapsed()));
    note_failure(app, caller, &body);
    body
}

/// Runs any operation; a subscription answers again and again, anything else once.
pub fn stream(app: &App, caller: &Caller, mut operation: Operation) -> BoxStream<'static, Body> {
    if operation.kind == OperationType::Subscription {
        let words = match discretion(app, &mut operation.request) {
            Ok(words) => words,
            Err(error) => {
                let body = refused(app, caller, error);
                return futures::stream::once(std::future::ready(body)).boxed();
            }
        };
        metrics::operation(caller.name_in_metrics(operation.name).as_deref(), "streaming", None);
        let request = caller.dress(app, operation.request);
        let responses = db::tied_stream(app.graphql.stream(request));
        let (app, caller) = (app.clone(), caller.clone());
        let bodies = responses.map(move |response| {
            let body = told(response, words.as_ref());
            note_failure(&app, &caller, &body);
            body
        });
        return bodies.boxed();
    }
    let (app, caller) = (app.clone(), caller.clone());
    futures::stream::once(async move { once(&app, &caller, operation).await }).boxed()
}

/// In production, refuses introspection, and notes what the caller may be told.
fn discretion(app: &App, request: &mut Request) -> Result<Option<OwnWords>, ServerError> {
    if app.is_development() {
        return Ok(None);
    }
    discretion::refuse_introspection(request)?;
    Ok(Some(OwnWords::of(request)))
}

fn told(mut response: Response, words: Option<&OwnWords>) -> Body {
    if let Some(words) = words {
        words.keep_only(&mut response);
    }
    Body::from(response)
}

/// Notes an operation that could not be run at all.
pub fn refused(app: &App, caller: &Caller, error: ServerError) -> Body {
    metrics::operation(None, "refused", None);
    let body = Body::refused(error);
    note_failure(app, caller, &body);
    body
}

fn note_failure(app: &App, caller: &Caller, body: &Body) {
    if !body.was_run() {
        app.rates.failed(caller.address, body.first_code().unwrap_or_default());
    }
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

/// What a client calls itself; it may claim anything.
fn user_agent(headers: &HeaderMap) -> Option<String> {
    headers.get(header::USER_AGENT).map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned())
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    match value.to_str().map(str::trim) {
        Ok(key) if (1..=255).contains(&key.len()) => Ok(Some(key.to_owned())),
        _ => Err(Refusal::bad_request("`Idempotency-Key` must have 1 to 255 printable ASCII characters")),
    }
}
