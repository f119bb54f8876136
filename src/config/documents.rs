//! The section `http.documents`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Persisted and trusted documents.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DocumentsConfig {
    /// Which documents are run.
    pub mode: DocumentMode,
    /// A folder with trusted documents and manifests of such, beside the list in the database.
    pub folder: Option<PathBuf>,
}

/// Which documents are run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentMode {
    /// Whatever a client sends.
    #[default]
    Any,
    /// Those on the list, and nothing else.
    Trusted,
}
