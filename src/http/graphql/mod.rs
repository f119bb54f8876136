//! GraphQL over HTTP (draft of 2025), over WebSocket (`graphql-transport-ws`) and as server-sent events.
//!
//! A request goes through the same steps whichever way it came: [`request`] reads it, [`persisted`] finds its document
//! when it only names one, [`guard`] weighs its
//! document before the library's parser sees it, [`operation`] finds out what is to be run, [`run`] runs it, and
//! [`errors`] gives every error its code. Only then does [`status`] say what HTTP calls the result.

mod answer;
mod discretion;
mod errors;
mod executor;
mod get;
mod guard;
mod guard_fragments;
#[cfg(test)]
mod guard_fuzz;
mod guard_introspection;
mod guard_json;
mod guard_lexer;
mod guard_overlaps;
mod guard_places;
mod guard_values;
mod guard_variables;
mod named;
mod negotiate;
mod one_root;
mod operation;
mod parsed;
mod persisted;
mod post;
mod request;
mod respond;
mod run;
mod sse;
mod status;
mod websocket;

pub use executor::GraphQl;
pub use get::get;
pub use parsed::ParsedDocuments;
pub use persisted::{Documents, Unfit, check};
pub use post::{MAX_BODY, post};

use super::Refusal;

/// Answers every method but GET and POST.
pub async fn other_method() -> Refusal {
    Refusal::method_not_allowed("GET, POST", "GraphQL is spoken by POST, and queries also by GET")
}
