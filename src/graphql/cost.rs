//! What an operation costs: published in `extensions.cost`.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Response, ServerError, ValidationResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation},
};

/// Most that one operation may cost: about the number of fields of its answer, page sizes multiplied in.
pub const MAX_COMPLEXITY: usize = 50_000;
/// Most levels that one operation may have.
pub const MAX_DEPTH: usize = 20;

/// In the data of a request: it is to be validated, not executed, and this is where what was found out goes.
pub struct Check(pub Arc<OnceLock<ValidationResult>>);

/// Hears what validation finds out, for requests that ask.
pub struct Checking;

impl ExtensionFactory for Checking {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Checking {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        if let Some(Check(found)) = ctx.data_opt::<Check>() {
            let _ = found.set(result);
        }
        Ok(result)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        match ctx.data_opt::<Check>() {
            Some(_) => Response::default(),
            None => next.run(ctx, operation_name).await,
        }
    }
}
