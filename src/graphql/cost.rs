//! What an operation costs: it is charged before anything is run, and published in `extensions.cost`.

use std::sync::Arc;

use async_graphql::{
    Name, Response, ServerError, ValidationResult, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation},
    value,
};

use super::{
    budget::{Budget, Exhausted, Throttle},
    errors::rate_limited,
    limits::{MAX_COMPLEXITY, MAX_DEPTH, TOO_COMPLEX},
};

/// Refuses what nobody may ask for in one operation.
///
/// # Errors
/// `DOCUMENT_TOO_COMPLEX` with the figures: it costs too much, or has too many levels of fields.
pub fn bound(measured: ValidationResult) -> Result<(), ServerError> {
    let ValidationResult { complexity, depth, .. } = measured;
    let message = if complexity > MAX_COMPLEXITY {
        format!(
            "the operation costs {complexity} points, and at most {MAX_COMPLEXITY} are taken: ask for smaller pages, \
             or for fewer lists in lists"
        )
    } else if depth > MAX_DEPTH {
        format!("the operation has {depth} levels of fields, and at most {MAX_DEPTH} are taken: ask in parts")
    } else {
        return Ok(());
    };
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", TOO_COMPLEX);
    extensions.set("cost", figures(measured));
    Err(error)
}

/// Takes what a valid operation costs from its caller's budget, if there is one. What is left then, and the refusal if
/// it was too little.
pub fn charge(
    budget: Option<&Budget>,
    measured: ValidationResult,
) -> (Option<Throttle>, Result<(), ServerError>) {
    let Some(budget) = budget else { return (None, Ok(())) };
    // Nothing is free: each operation costs at least a point.
    match budget.spend(measured.complexity.max(1)) {
        Ok(throttle) => (Some(throttle), Ok(())),
        Err(exhausted) => (Some(exhausted.throttle), Err(refusal(&exhausted, measured.complexity))),
    }
}

/// Says that an operation costs more than there is left.
fn refusal(exhausted: &Exhausted, complexity: usize) -> ServerError {
    let what = format!("this costs {complexity} points, and you have too few left");
    rate_limited(exhausted, &what).into()
}

/// An answer with what it cost.
pub fn publish(response: Response, measured: ValidationResult, throttle: Option<Throttle>) -> Response {
    let mut cost = figures(measured);
    if let (Some(throttle), Value::Object(cost)) = (throttle, &mut cost) {
        cost.insert(Name::new("throttle"), throttle.to_value());
    }
    response.extension("cost", cost)
}

fn figures(measured: ValidationResult) -> Value {
    value!({
        "complexity": measured.complexity,
        "maxComplexity": MAX_COMPLEXITY,
        "depth": measured.depth,
        "maxDepth": MAX_DEPTH,
    })
}

/// Charges the starting of subscriptions; queries and mutations are charged by [`Api`](super::Api).
pub struct Cost;

impl ExtensionFactory for Cost {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Cost {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let measured = next.run(ctx).await?;
        let (_, charged) = charge(ctx.data_opt::<Budget>(), measured);
        charged.map(|()| measured).map_err(|refusal| vec![refusal])
    }
}
