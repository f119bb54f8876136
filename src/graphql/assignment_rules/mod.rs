//! Assignment rules in the API: for administrators.

mod conditions;
mod mutation;
mod query;
mod types;

pub use mutation::AssignmentRuleMutation;
pub use query::AssignmentRuleQuery;
pub use types::AssignmentRule;
