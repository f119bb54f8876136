//! The schema, as requests meet it: validated once, then executed the short way.
//!
//! Clients send the same few documents again and again. What validation found out about one is kept, under the document
//! and what of its variables validation looks at. What is known to be valid is executed by a twin of the schema that has
//! no extensions: with one, the library asks it about every field of every row.

use std::{
    any::TypeId,
    future::ready,
    sync::{Arc, OnceLock},
};

use async_graphql::{Data, Executor, Request, Response, ServerError, ValidationResult};
use futures::{FutureExt, StreamExt, stream, stream::BoxStream};

use super::{
    budget::Budget, check::Found, context::PerRequest, cost, known::Known, limits::MAX_SUGGESTED,
    schema::Schemas,
};
use crate::config::Environment;

/// Leadline's API. Clones are the same.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    schemas: Schemas,
    known: Known,
}

impl Api {
    /// Builds it as it is while developing.
    pub fn new() -> Self {
        Self::of(Environment::Development)
    }

    /// Builds it for an environment: in production it tells nothing of the schema that was not asked for.
    pub fn of(env: Environment) -> Self {
        Self(Arc::new(Inner { schemas: Schemas::of(env), known: Known::default() }))
    }

    /// Runs a query or mutation.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        let mut request = request.into();
        let measured = match self.check(&mut request).await {
            Ok(measured) => measured,
            Err(errors) => return Response::from_errors(errors),
        };
        let budget = request.data.get(&TypeId::of::<Budget>()).and_then(|data| data.downcast_ref::<Budget>());
        let (throttle, charged) = cost::charge(budget, measured);
        if let Err(refusal) = charged {
            return cost::publish(Response::from_errors(vec![refusal]), measured, throttle);
        }
        let loads = PerRequest::dress(&mut request);
        let response = loads.around(self.0.schemas.executing.execute(request)).await;
        cost::publish(response, measured, throttle)
    }

    /// Runs any operation; a subscription answers again and again.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        let (api, mut request) = (self.clone(), request.into());
        let responses = async move {
            match api.check(&mut request).await {
                Ok(_) => api.0.schemas.streaming.execute_stream(request).boxed(),
                Err(errors) => stream::once(ready(Response::from_errors(errors))).boxed(),
            }
        };
        responses.flatten_stream().boxed()
    }

    /// What validation finds out about a request, or found out about one like it.
    async fn check(&self, request: &mut Request) -> Result<ValidationResult, Vec<ServerError>> {
        let key = Known::key(request)?;
        if let Some(known) = key.as_deref().and_then(|key| self.0.known.get(key)) {
            return Ok(known);
        }
        let found = Arc::new(OnceLock::new());
        let rehearsed = rehearsal(request).data(Found(found.clone()));
        let errors = self.0.schemas.checker.execute(rehearsed).await.errors;
        let Some(result) = found.get().copied() else {
            return Err(self.with_suggestions(request, errors).await);
        };
        if let Some(key) = key {
            self.0.known.keep(key, result);
        }
        Ok(result)
    }

    /// The same errors in more helpful words, where they are told and are few enough to look for them. One that has a
    /// code is about what the document costs: no name in it is wrong.
    async fn with_suggestions(&self, request: &mut Request, errors: Vec<ServerError>) -> Vec<ServerError> {
        let may_help = errors.len() <= MAX_SUGGESTED && errors.iter().all(|error| error.extensions.is_none());
        match &self.0.schemas.suggesting {
            Some(schema) if may_help => schema.execute(rehearsal(request)).await.errors,
            _ => errors,
        }
    }
}

/// What a request asks for, without what it brings along.
fn rehearsal(request: &mut Request) -> Request {
    let mut rehearsal = Request::new(&request.query).variables(request.variables.clone());
    rehearsal.operation_name.clone_from(&request.operation_name);
    rehearsal.introspection_mode = request.introspection_mode;
    if let Ok(document) = request.parsed_query() {
        rehearsal.set_parsed_query(document.clone());
    }
    rehearsal
}

impl Default for Api {
    fn default() -> Self {
        Self::new()
    }
}

impl Executor for Api {
    async fn execute(&self, request: Request) -> Response {
        self.execute(request).await
    }

    fn execute_stream(&self, request: Request, _: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        self.execute_stream(request)
    }
}
