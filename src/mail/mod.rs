//! Mail: what is written, how it is rendered, and how it leaves the house.
//!
//! The module knows nothing of the database, of jobs or of leads. It takes values and gives values, so that
//! everything about it can be tested without a server, and so that a delivery job stays a few lines:
//! find the template, render it, build the message, send it, keep the answer.
//!
//! Three decisions shape it:
//!
//! - **A template is three texts, wherever it comes from.** Embedded files and rows that a user wrote are
//!   the same [`TemplateSource`] and take the same path; none is trusted more than the other. Templates speak
//!   a small dialect ([`dialect`]) in which neither time nor memory can run away.
//! - **What can go wrong is found when a template is saved.** [`Renderer::check`] compiles it, looks for
//!   unknown names even in branches not taken, and renders it with everything and with next to nothing.
//! - **A failed send says what to do next.** [`SendFailure`] sorts every outcome into *try again*, *give up*
//!   and *our own settings are wrong*, because a wrong password must not cost anybody a mail.

// A test may panic; the library built without tests is still held to the rule.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod catalogue;
pub mod check;
pub mod data;
pub mod dialect;
mod filters;
mod headers;
pub mod mailbox;
pub mod message;
pub mod message_id;
pub mod money;
pub mod render;
mod sample;
pub mod templates;
pub mod transport;
pub mod unsubscribe;

pub use check::TemplateProblem;
pub use data::{
    AccountData, Assignee, LeadData, Links, MailData, Organisation, Recipient, RecipientKind, StatusData,
};
pub use message::{MailError, OutgoingMail, UnsubscribeLink};
pub use render::{Rendered, Renderer, TemplateError};
pub use templates::{Part, TemplateSource};
pub use transport::{Accepted, FailureKind, SendFailure, SendResult, Transport, TransportOptions};
pub use unsubscribe::{Unsubscribe, UnsubscribeSigner};

#[cfg(test)]
mod tests;
