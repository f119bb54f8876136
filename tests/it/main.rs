//! Stories in the domain's words, through the public API, on every database that is at hand.

#![allow(clippy::expect_used, reason = "a story that cannot go on has failed")]

mod api;
mod audit;
mod cli;
mod jobs;
mod leads;
mod mail;
mod organisation;
mod sign_in;
mod staircase;
mod support;
mod visibility;
