//! What a process knows of documents.

use std::{sync::Arc, time::Duration};

use super::{super::executor::GraphQl, automatic::Automatic, folder::Folder, listed::Listed};
use crate::{
    config::{ConfigError, DocumentMode, DocumentsConfig},
    db::Db,
    documents::DocumentId,
    error::Result,
};

/// Documents that clients may ask for by id. Clones share what they know.
#[derive(Clone)]
pub struct Documents(Arc<Parts>);

struct Parts {
    mode: DocumentMode,
    automatic: Automatic,
    listed: Listed,
    folder: Option<Folder>,
}

impl Documents {
    /// How long a change of the list or the folder may go unnoticed.
    pub const AGE: Duration = Duration::from_secs(2);

    /// Reads the folder, if there is one. `checker` is a schema that validates and runs nothing; `age` is how long a
    /// change may go unnoticed.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn open(
        config: &DocumentsConfig,
        db: Db,
        checker: Arc<dyn GraphQl>,
        age: Duration,
    ) -> Result<Self, ConfigError> {
        let folder = match &config.folder {
            None => None,
            Some(path) => {
                let folder = Folder::open(path.clone(), checker, age).await;
                Some(folder.map_err(|error| {
                    ConfigError(format!(
                        "`http.documents.folder` (environment: LEADLINE_HTTP__DOCUMENTS__FOLDER) must be a folder \
                         that can be read: {error}"
                    ))
                })?)
            }
        };
        let (automatic, listed) = (Automatic::new(), Listed::new(db, age));
        Ok(Self(Arc::new(Parts { mode: config.mode, automatic, listed, folder })))
    }

    /// Whether trusted documents are run, and nothing else.
    pub(super) fn only_trusted(&self) -> bool {
        self.0.mode == DocumentMode::Trusted
    }

    /// Those that clients sent.
    pub(super) fn automatic(&self) -> &Automatic {
        &self.0.automatic
    }

    /// The text of a trusted document.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn trusted(&self, id: &DocumentId) -> Result<Option<Arc<str>>> {
        if let Some(folder) = &self.0.folder
            && let Some(text) = folder.find(id).await?
        {
            return Ok(Some(text));
        }
        self.0.listed.find(id).await
    }
}
