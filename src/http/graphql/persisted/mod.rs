//! Documents that clients name instead of sending them: in front of everything that reads a document.
//!
//! - **Automatic** ones (APQ): a client sends the hash alone, hears that it is not known, and sends hash and text
//!   once. [`automatic`] keeps those texts in memory, per process.
//! - **Trusted** ones: on the list in the database ([`listed`]) or in a folder ([`folder`]). With the mode `trusted`
//!   nothing else is run.
//!
//! [`prepare`] finds the text and hands it on; from there it is treated like any other.

mod automatic;
mod check;
mod copy;
mod documents;
mod folder;
mod listed;
mod prepare;

pub use check::{Unfit, check};
pub use documents::Documents;
pub(super) use prepare::prepare;
