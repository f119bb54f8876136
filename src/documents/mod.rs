//! Documents that clients may ask for by id, instead of sending their text: the list of trusted ones.
//!
//! The list is a table, so that all processes share it; [`version`] tells a process that keeps a copy when it is
//! outdated. Whether a text is fit for the schema is found out by whoever adds it: this layer knows no GraphQL.

mod add;
pub mod files;
mod hash;
mod id;
mod list;
mod remove;
mod version;

pub use add::{Added, NewDocument, add};
pub use hash::Sha256Hash;
pub use id::DocumentId;
pub use list::{Entry, index, list, text};
pub use remove::remove;
pub use version::version;

#[cfg(test)]
mod tests;
