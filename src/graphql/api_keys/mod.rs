//! Keys for integrations.

mod inputs;
mod mutation;
mod query;
mod types;

pub use mutation::ApiKeyMutation;
pub use query::ApiKeyQuery;
pub use types::ApiKey;
