//! The API's schema: types, inputs, resolvers. A resolver decodes, calls the domain, and wraps the result; rules and
//! SQL are elsewhere.
//!
//! - [`schema`] builds it; [`context`] gives resolvers their [`Ctx`](crate::context::Ctx); [`errors`] says which error
//!   goes where; [`loaders`] keep lists from costing a query per row.
//! - One folder per feature: `types`, `filter`, `inputs`, `query`, `mutation`, `subscription`.

mod api;
mod api_keys;
mod bant;
mod budget;
mod check;
mod connection;
mod context;
mod cost;
mod enums;
mod errors;
mod filter;
mod guard;
mod immediate;
mod known;
mod loaders;
mod loads;
mod money;
mod node;
mod oidc;
mod pattern;
mod relation;
mod scalars;
mod schema;
mod sign_in;
mod statuses;
mod timed;
mod usages;
mod viewer;

mod assignment_rules;
mod audit;
mod communications;
mod events;
mod leads;
mod organisation;
mod users;

#[cfg(test)]
mod tests;

pub mod limits;

pub use api::Api;
pub use budget::{Budget, Exhausted, Meter, Throttle};
pub use check::CheckOnly;
pub use errors::{OVERLOADED, RETRY_AFTER};
pub use immediate::AsText;
pub use schema::{checker, sdl};
