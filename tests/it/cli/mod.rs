//! The command line, as its users run it.

mod accounts;
mod api_keys;
mod config;
mod documents;
mod import;
mod people;
mod production;
