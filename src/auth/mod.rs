//! Who acts, how they prove it, and what they may do.

mod actor;
pub mod password;
pub mod policy;
pub mod secret;
pub mod sessions;

pub use actor::Actor;
