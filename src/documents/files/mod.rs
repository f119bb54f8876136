//! Reading documents from files: `.graphql` and `.gql` hold one document each, `.json` is a manifest of many.

mod folder;
mod manifest;
mod read;

use std::{fmt, path::PathBuf};

pub use folder::{Seen, look};
pub use read::read;

use super::{DocumentId, Sha256Hash};

/// Bytes of one file. Manifests of the largest front ends have a few megabytes.
pub const MAX_FILE: u64 = 32 * 1024 * 1024;

/// A document, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What its manifest calls it.
    pub id: Option<DocumentId>,
    /// Its text.
    pub text: String,
    /// The file.
    pub file: PathBuf,
    /// Manifests: the line at which it stands.
    pub line: Option<usize>,
}

/// What cannot be taken: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file, or the folder.
    pub file: PathBuf,
    /// The line, where one is at fault.
    pub line: Option<usize>,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl Found {
    /// How clients name it.
    pub fn id(&self) -> DocumentId {
        self.id.clone().unwrap_or_else(|| DocumentId::Hash(Sha256Hash::of(&self.text)))
    }

    /// Says what is wrong with it, at a line of its text.
    pub fn broken(&self, line: Option<usize>, reason: &str) -> Broken {
        let (line, reason) = match (self.line, line) {
            (None, line) => (line, reason.to_owned()),
            (at, Some(line)) => (at, format!("`{}`, line {line} of its text: {reason}", self.id())),
            (at, None) => (at, format!("`{}`: {reason}", self.id())),
        };
        Broken { file: self.file.clone(), line, reason }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}
