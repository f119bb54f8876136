//! What the network sees: GraphQL over HTTP, WebSocket and server-sent events, and the few pages beside it.
//!
//! [`router`] makes the service and [`serve`] runs it. The layer knows the schema only as something that executes
//! requests ([`graphql::GraphQl`]), so that it can be tested on a schema of three fields. Who acts is found out
//! here, once per request, and handed to the schema as a [`Ctx`](crate::context::Ctx); a request without a token
//! gets a [`Visitor`](crate::context::Visitor) only.

mod app;
mod connection;
mod dev_mailbox;
mod graphiql;
pub mod graphql;
mod health;
mod identity;
mod key_uses;
mod last_uses;
mod layers;
pub mod metrics;
mod oidc;
mod page;
mod places;
mod rates;
mod refusal;
mod reset_password;
mod router;
mod schema_file;
mod serve;
mod sign_ins;
mod tls;
mod unsubscribe;

pub use app::{App, Limits};
pub use graphiql::folder as graphiql_folder;
pub use key_uses::KeyUses;
pub use last_uses::LastUses;
pub use rates::{Address, Rates, Spender};
pub use refusal::Refusal;
pub use router::router;
pub use serve::serve;
pub use sign_ins::SignIns;
pub use tls::Tls;

#[cfg(test)]
mod tests;
