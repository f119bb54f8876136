//! The schema as this layer knows it.

use async_graphql::{Executor, Request, Response};
use futures::{future::BoxFuture, stream::BoxStream};

/// Executes requests. Every `async_graphql::Schema` does.
pub trait GraphQl: Send + Sync + 'static {
    /// Runs a query or mutation.
    fn run(&self, request: Request) -> BoxFuture<'static, Response>;

    /// Runs any operation; a subscription answers again and again.
    fn stream(&self, request: Request) -> BoxStream<'static, Response>;
}

impl<E: Executor> GraphQl for E {
    fn run(&self, request: Request) -> BoxFuture<'static, Response> {
        let executor = self.clone();
        Box::pin(async move { executor.execute(request).await })
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Response> {
        self.execute_stream(request, None)
    }
}
