//! Messages to leads and to the people who work on them: called for by triggers in the transaction of their cause,
//! delivered by a job of their own.

mod call;
mod explanation;
mod list;

pub use call::{Cause, Triggers};
pub use explanation::explain;
pub use list::{CommunicationQuery, count, counts_of_leads, get, list, of_leads, visible_to};
