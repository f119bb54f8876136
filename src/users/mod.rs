//! People who work with leads.

mod create;

pub use create::{NewUser, by_email, create};
