//! Who acts, how they prove it, and what they may see and do.

mod actor;
pub mod api_keys;
pub mod credentials;
pub mod lead_types;
mod organisation;
pub mod password;
pub mod password_policy;
pub mod policy;
pub mod reach;
mod recent;
pub mod recovery_code;
pub mod sealed;
pub mod secret;
pub mod sessions;
pub mod token;
pub mod totp;
mod visibility;

pub use actor::{Actor, ApiKeyUse, Credential, Person, Reach};
pub use recent::RecentSignIns;
pub use visibility::{
    about_visible_leads, pieces, viewpoint, visible_deleted, visible_leads, visible_named_by, visible_to,
};
