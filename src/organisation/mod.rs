//! Groups that own leads and units where leads wait: who belongs to them, who manages them, and who works together.
//! One set of commands serves both, one file each.
//!
//! Every change begins by [`auth::reach::has_changed`](crate::auth::reach::has_changed): it tells those who remember what
//! users reach, and as it locks one row until the transaction ends, changes of the organisation happen one after the
//! other. What a command has checked (a name is free, somebody is no member yet, an admin is left) still holds when it
//! writes.

mod add_member;
mod collaborate;
mod create;
mod delete;
mod list;
mod may;
mod members;
mod name;
mod remove_member;
mod rename;
mod set_manager;
mod team;

pub use add_member::{NewMember, add_member};
pub use collaborate::{Collaborate, collaborate, end_collaboration};
pub use create::create;
pub use delete::delete;
pub use list::{collaborations_of_groups, collaborations_of_units, count_groups, count_units, groups, units};
pub use members::{
    count_groups_of, count_of_groups, count_of_units, count_units_of, groups_of, of_groups, of_units,
    units_of,
};
pub use remove_member::remove_member;
pub(crate) use rename::check_version;
pub use rename::rename;
pub use set_manager::set_manager;
pub use team::{CollaborationId, Kind, MemberId, TeamId};
