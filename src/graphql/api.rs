//! The schema, as requests meet it: validated once, then executed the short way.
//!
//! Clients send the same few documents again and again. What validation found out about one is kept, under the document
//! and what of its variables validation looks at. What is known to be valid is executed by a twin of the schema that has
//! no extensions: with one, the library asks it about every field of every row.

use std::sync::{Arc, OnceLock};

use async_graphql::{Data, Executor, Request, Response, ServerError, ValidationResult};
use futures::{StreamExt, stream::BoxStream};

use super::{
    check::Found,
    context::PerRequest,
    cost,
    known::Known,
    schema::{Schema, checker, executing, streaming},
};

/// Leadline's API. Clones are the same.
#[derive(Clone)]
pub struct Api(Arc<Inner>);

struct Inner {
    /// Validates queries and mutations.
    checker: Schema,
    /// Executes those that are known to be valid.
    executing: Schema,
    /// Validates and executes subscriptions.
    streaming: Schema,
    known: Known,
}

impl Api {
    /// Builds it.
    pub fn new() -> Self {
        let known = Known::default();
        Self(Arc::new(Inner { checker: checker(), executing: executing(), streaming: streaming(), known }))
    }

    /// Runs a query or mutation.
    pub async fn execute(&self, request: impl Into<Request>) -> Response {
        let mut request = request.into();
        let checked = match self.check(&mut request).await {
            Ok(checked) => checked,
            Err(errors) => return Response::from_errors(errors),
        };
        let gate = PerRequest::dress(&mut request);
        let response = gate.around(self.0.executing.execute(request)).await;
        cost::publish(response, checked)
    }

    /// Runs any operation; a subscription answers again and again.
    pub fn execute_stream(&self, request: impl Into<Request>) -> BoxStream<'static, Response> {
        self.0.streaming.execute_stream(request).boxed()
    }

    /// What validation finds out about a request, or found out about one like it.
    async fn check(&self, request: &mut Request) -> Result<ValidationResult, Vec<ServerError>> {
        let key = self.0.known.key(request)?;
        if let Some(known) = key.as_deref().and_then(|key| self.0.known.get(key)) {
            return Ok(known);
        }
        let found = Arc::new(OnceLock::new());
        let mut rehearsal = Request::new(&request.query).variables(request.variables.clone());
        rehearsal.operation_name.clone_from(&request.operation_name);
        rehearsal.introspection_mode = request.introspection_mode;
        if let Ok(document) = request.parsed_query() {
            rehearsal.set_parsed_query(document.clone());
        }
        let response = self.0.checker.execute(rehearsal.data(Found(found.clone()))).await;
        let Some(result) = found.get().copied() else { return Err(response.errors) };
        if let Some(key) = key {
            self.0.known.keep(key, result);
        }
        Ok(result)
    }
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
