//! Who did what, from where, when, before and after.

mod append_only;
mod command_line;
mod every_mutation;
mod examples;
mod sign_ins;
mod trail;
