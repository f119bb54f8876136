//! The schema, run without HTTP, on every database that is at hand.

mod extremes;
mod filters;
mod filters_into_lists;
mod forged;
mod mutations;
mod nulls;
mod pages;
mod parts;
mod reads;
mod root_fields;
mod schema;
mod statements;
mod subscriptions;
mod support;
mod usages;
