//! Messages to leads and to the people who work on them: called for by triggers in the transaction of their cause,
//! delivered by a job of their own.

mod call;
mod list;
mod unsubscribe;

pub use call::{Cause, Triggers};
pub use list::{CommunicationQuery, count, get, list, of_leads};
pub use unsubscribe::unsubscribe;
