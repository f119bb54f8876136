//! What an operation may cost, and how that is told: `extensions.cost`.

use async_graphql::{Response, ValidationResult, value};

/// Most that one operation may cost: about the number of fields of its answer, page sizes multiplied in.
pub const MAX_COMPLEXITY: usize = 50_000;
/// Most levels that one operation may have.
pub const MAX_DEPTH: usize = 20;

/// An answer with what it cost.
pub fn publish(response: Response, checked: ValidationResult) -> Response {
    let cost = value!({
        "complexity": checked.complexity,
        "maxComplexity": MAX_COMPLEXITY,
        "depth": checked.depth,
        "maxDepth": MAX_DEPTH,
    });
    response.extension("cost", cost)
}
