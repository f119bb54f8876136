//! Validation alone: what was asked for is not run.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Response, ServerError, ValidationResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation},
};

use super::cost;

/// In the data of a request to a schema with [`CheckOnly`]: where what validation finds out goes.
pub struct Found(pub Arc<OnceLock<ValidationResult>>);

/// Makes a schema validate, and no more: the library's validation is private. An answer without errors means that the
/// document fits the schema and does not cost too much.
pub struct CheckOnly;

impl ExtensionFactory for CheckOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for CheckOnly {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        cost::bound(result).map_err(|refusal| vec![refusal])?;
        if let Some(Found(found)) = ctx.data_opt::<Found>() {
            let _ = found.set(result);
        }
        Ok(result)
    }

    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}
