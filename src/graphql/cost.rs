//! Publishes what an operation costs: `extensions.cost`.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Response, ServerError, ValidationResult,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextValidation},
    value,
};

use super::limits::{MAX_COMPLEXITY, MAX_DEPTH};

/// Adds `extensions.cost` to each answer.
pub struct Cost;

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Measured::default())
    }
}

#[derive(Default)]
struct Measured(OnceLock<ValidationResult>);

#[async_graphql::async_trait::async_trait]
impl Extension for Measured {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(ctx).await;
        let Some(measured) = self.0.get() else { return response };
        let cost = value!({
            "complexity": measured.complexity,
            "maxComplexity": MAX_COMPLEXITY,
            "depth": measured.depth,
            "maxDepth": MAX_DEPTH,
        });
        response.extension("cost", cost)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let measured = next.run(ctx).await?;
        let _ = self.0.set(measured);
        Ok(measured)
    }
}
