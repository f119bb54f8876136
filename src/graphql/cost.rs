//! What an operation costs: it is charged before anything is run, and published in `extensions.cost`.

use std::sync::{Arc, OnceLock};

use async_graphql::{
    Name, Response, ServerError, ValidationResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextRequest, NextValidation},
    value,
};

use super::{
    budget::{Budget, Exhausted, Throttle},
    errors::rate_limited,
    limits::{MAX_COMPLEXITY, MAX_DEPTH},
};

/// Adds `extensions.cost` to each answer.
pub struct Cost;

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Measured::default())
    }
}

#[derive(Default)]
struct Measured {
    result: OnceLock<ValidationResult>,
    throttle: OnceLock<Throttle>,
}

/// Says that an operation costs more than there is left.
fn refusal(exhausted: &Exhausted, complexity: usize) -> ServerError {
    let what = format!("this costs {complexity} points, and you have too few left");
    rate_limited(exhausted, &what).into()
}

#[async_graphql::async_trait::async_trait]
impl Extension for Measured {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let response = next.run(ctx).await;
        let Some(measured) = self.result.get() else { return response };
        let mut cost = value!({
            "complexity": measured.complexity,
            "maxComplexity": MAX_COMPLEXITY,
            "depth": measured.depth,
            "maxDepth": MAX_DEPTH,
        });
        if let (Some(throttle), Value::Object(cost)) = (self.throttle.get(), &mut cost) {
            cost.insert(Name::new("throttle"), throttle.to_value());
        }
        response.extension("cost", cost)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let measured = next.run(ctx).await?;
        let _ = self.result.set(measured);
        let Some(budget) = ctx.data_opt::<Budget>() else { return Ok(measured) };
        // Nothing is free: each operation costs at least a point.
        let (throttle, result) = match budget.spend(measured.complexity.max(1)) {
            Ok(throttle) => (throttle, Ok(measured)),
            Err(exhausted) => (exhausted.throttle, Err(vec![refusal(&exhausted, measured.complexity)])),
        };
        let _ = self.throttle.set(throttle);
        result
    }
}
