//! Messages to leads and to the people who work on them: called for by triggers in the transaction of their cause,
//! delivered by a job of their own.

mod call;
mod list;
mod outbox;
mod unsubscribe;

pub mod account_mail;
pub mod backoff;
pub mod claim;
mod compose;
pub mod consent;
mod data;
mod deliver;
mod explanation;
mod mailer;
mod recipients;
mod record;
pub mod recovery;
pub mod template;

#[cfg(test)]
mod claim_tests;
#[cfg(test)]
mod delivery_tests;
#[cfg(test)]
pub(crate) mod fixture;

pub use call::{Cause, Triggers};
pub use deliver::deliver;
pub use explanation::explain;
pub use list::{CommunicationQuery, count, counts_of_leads, get, list, of_leads, visible_to};
pub use mailer::Mailer;
pub use record::Delivered;
pub use unsubscribe::unsubscribe;
