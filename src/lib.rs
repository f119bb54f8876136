//! Leadline: a lead-management server with a GraphQL API.
//!
//! # The staircase
//!
//! Imports only go down; `tests/it/staircase.rs` fails on one that climbs.
//!
//! ```text
//! cli
//!  └ demo · http
//!     └ graphql · jobs
//!         └ imports · sign_in
//!             └ leads · communications · users · organisation · api_keys · oidc · documents · audit · assignment
//!                 └ context
//!                     └ auth · mail
//!                         └ events
//!                             └ db
//!                                 └ clock · error · config · memo · money · status_info · telemetry · shutdown
//!                                     └ entity
//! ```
//!
//! `ARCHITECTURE.md` walks one change through all of it.

pub mod clock;
pub mod config;
pub mod error;
pub mod memo;
pub mod money;
pub mod shutdown;
pub mod status_info;
pub mod telemetry;

pub mod db;

pub mod events;

pub mod auth;
pub mod mail;

pub mod context;

pub mod api_keys;
pub mod assignment;
pub mod audit;
pub mod communications;
pub mod documents;
pub mod imports;
pub mod leads;
pub mod oidc;
pub mod organisation;
pub mod sign_in;
pub mod users;

pub mod graphql;
pub mod jobs;

pub mod demo;
pub mod http;

pub mod cli;
