//! People who work with leads: adding and changing them, their leaving and coming back, and when they are away. What
//! they belong to is in [`organisation`](crate::organisation).

mod absences;
mod check;
mod create;
mod deactivate;
mod last_admin;
mod list;
mod reactivate;
mod update;

pub use absences::{
    NewAbsence, UpdateAbsence, absences_of, add_absence, is_absent, managed_by, remove_absence, today_of,
    update_absence,
};
pub use create::{NewUser, by_email, create};
pub use deactivate::{Deactivate, Deactivated, deactivate};
pub use list::{UserOrder, UserOrderField, UserQuery, count, list};
pub use reactivate::reactivate;
pub use update::{UpdateUser, update};
