//! The schema, run without HTTP, on every database that is at hand.

mod filters;
mod filters_into_lists;
mod mutations;
mod nulls;
mod pages;
mod reads;
mod schema;
mod statements;
mod subscriptions;
mod support;
