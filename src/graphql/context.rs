//! What resolvers find in a request: the caller's `Ctx`, and loaders made for this request alone.

use std::{any::TypeId, sync::Arc};

use async_graphql::{
    Context, QueryPathNode, Request, Response, ServerResult,
    dataloader::DataLoader,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextPrepareRequest},
};
use tokio::time::timeout;

use super::{
    errors::{self, Result},
    loaders::Loaders,
    loads::{AtOnce, Loads},
};
use crate::{context::Ctx, error::Error};

/// The caller's circumstances.
///
/// # Errors
/// `UNAUTHENTICATED` when nobody is signed in.
pub fn cx<'a>(ctx: &Context<'a>) -> Result<&'a Ctx> {
    Ok(ctx.data_opt::<Ctx>().ok_or(Error::Unauthenticated)?)
}

/// The loaders of this request.
///
/// # Errors
/// `UNAUTHENTICATED` when nobody is signed in.
pub fn loaders<'a>(ctx: &Context<'a>) -> Result<&'a DataLoader<Loaders>> {
    Ok(ctx.data_opt::<DataLoader<Loaders>>().ok_or(Error::Unauthenticated)?)
}

/// The caller's circumstances for one mutation: several in one document share the header, so each gets a key of its
/// own by its place in the response. Without a header, Relay's `clientMutationId` is the key.
///
/// # Errors
/// `UNAUTHENTICATED` when nobody is signed in.
pub fn mutation_cx(ctx: &Context<'_>, client_mutation_id: Option<&str>) -> Result<Ctx> {
    let mut cx = cx(ctx)?.clone();
    cx.idempotency_key = match (&cx.idempotency_key, client_mutation_id) {
        (Some(header), _) => {
            Some(format!("{header}\n{}", ctx.path_node.as_ref().map(path).unwrap_or_default()))
        }
        (None, given) => given.map(|id| format!("clientMutationId\n{id}")),
    };
    Ok(cx)
}

fn path(node: &QueryPathNode<'_>) -> String {
    node.to_string_vec().join(".")
}

/// Puts the loaders into each subscription that has a caller; queries and mutations get them by [`PerRequest::dress`].
pub struct PerRequest;

impl PerRequest {
    /// Puts loaders into a request, for its caller if it has one; it is to be run together with their loads.
    pub fn dress(request: &mut Request) -> Loads {
        let loads = Loads::default();
        let caller = request.data.get(&TypeId::of::<Ctx>()).and_then(|data| data.downcast_ref::<Ctx>());
        if let Some(cx) = caller {
            let loaders = DataLoader::new(Loaders::new(cx.clone()), loads.clone(), AtOnce);
            request.data.insert(loaders);
            request.data.insert(loads.clone());
        }
        loads
    }
}

impl ExtensionFactory for PerRequest {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for PerRequest {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        mut request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        Self::dress(&mut request);
        next.run(ctx, request).await
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let run = async {
            match ctx.data_opt::<Loads>() {
                Some(loads) => loads.around(next.run(ctx, operation_name)).await,
                None => next.run(ctx, operation_name).await,
            }
        };
        // For each event of a subscription; queries and mutations are timed as a whole where they come in.
        let Some(cx) = ctx.data_opt::<Ctx>() else { return run.await };
        let response = match timeout(cx.config.http.operation_time(), run).await {
            Ok(response) => response,
            Err(_) => Response::from_errors(vec![errors::too_slow().into()]),
        };
        let loaders = ctx.data_opt::<DataLoader<Loaders>>();
        match loaders.and_then(|loaders| loaders.loader().live().cursor()) {
            Some(cursor) => response.extension("cursor", cursor.into()),
            None => response,
        }
    }
}
