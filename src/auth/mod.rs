//! Who acts, how they prove it, and what they may do.

mod actor;
pub mod password;
pub mod policy;
mod recent;
pub mod secret;
pub mod sessions;
mod visibility;

pub use actor::Actor;
pub use recent::RecentSignIns;
pub use visibility::{about_visible_leads, viewpoint, visible_leads, visible_to};
