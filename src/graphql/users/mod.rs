//! People who work with leads.

mod filter;
mod types;

pub use filter::UserFilter;
pub use types::User;
