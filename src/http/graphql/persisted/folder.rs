//! Trusted documents in a folder.
//!
//! It is looked at again every few seconds while somebody asks, by size and time of its files: notices of the system
//! do not come from every kind of file system, and a folder that is swapped whole would lose them.

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use metrics::gauge;

use super::{super::executor::GraphQl, check::check, copy::Copy};
use crate::{
    documents::{
        DocumentId, Sha256Hash,
        files::{self, Broken, Found, Seen},
    },
    error::{Error, Result},
    telemetry,
};

/// Bytes of all files: they are kept in memory.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The folder.
pub(super) struct Folder {
    path: PathBuf,
    checker: Arc<dyn GraphQl>,
    contents: Copy<Contents>,
}

#[derive(Default)]
struct Contents {
    files: Vec<Seen>,
    by_id: HashMap<String, Arc<str>>,
    by_hash: HashMap<Sha256Hash, Arc<str>>,
}

impl Folder {
    /// Reads it.
    ///
    /// # Errors
    /// It is not there or cannot be read. A broken document is left out, and named in the log: one of them must not
    /// keep the others from being served.
    pub async fn open(path: PathBuf, checker: Arc<dyn GraphQl>, age: Duration) -> Result<Self> {
        let folder = Self { path, checker, contents: Copy::new(age) };
        folder.contents().await?;
        Ok(folder)
    }

    /// The text of a document, if it is in the folder.
    pub async fn find(&self, id: &DocumentId) -> Result<Option<Arc<str>>> {
        let contents = self.contents().await?;
        let named = contents.by_id.get(&id.to_string());
        let found = named.or_else(|| match id {
            DocumentId::Hash(hash) => contents.by_hash.get(hash),
            DocumentId::Custom(_) => None,
        });
        Ok(found.cloned())
    }

    async fn contents(&self) -> Result<Arc<Contents>> {
        self.contents.get(async |last| self.look(last).await).await
    }

    async fn look(&self, last: Option<Arc<Contents>>) -> Result<Arc<Contents>> {
        let path = self.path.clone();
        let files = blocking(move || files::look(&path)).await?.map_err(|broken| Error::fault(&broken))?;
        if let Some(last) = last.filter(|last| last.files == files) {
            return Ok(last);
        }
        let bytes: u64 = files.iter().map(|file| file.size).sum();
        if bytes > MAX_BYTES {
            return Err(Error::fault(format!(
                "{}: holds {bytes} bytes of documents; at most {MAX_BYTES} are kept",
                self.path.display()
            )));
        }
        let mut contents = Contents { files: files.clone(), ..Contents::default() };
        let read = blocking(move || files.iter().map(files::read).collect::<Vec<_>>()).await?;
        for result in read {
            match result {
                Ok(found) => self.take(found, &mut contents).await,
                Err(broken) => broken.iter().for_each(left_out),
            }
        }
        let (documents, folder) = (contents.by_id.len(), self.path.display());
        tracing::info!(documents, %folder, "the folder of trusted documents was read");
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        gauge!(telemetry::DOCUMENTS, "kind" => "folder").set(documents as f64);
        Ok(Arc::new(contents))
    }

    async fn take(&self, found: Vec<Found>, contents: &mut Contents) {
        for document in found {
            if let Err(unfit) = check(&*self.checker, &document.text).await {
                left_out(&document.broken(unfit.line, &unfit.reason));
                continue;
            }
            let (id, text) = (document.id().to_string(), Arc::<str>::from(&*document.text));
            match contents.by_id.get(&id) {
                Some(other) if *other != text => {
                    left_out(&document.broken(None, "another file gives this id to another text"));
                }
                _ => {
                    contents.by_hash.insert(Sha256Hash::of(&text), text.clone());
                    contents.by_id.insert(id, text);
                }
            }
        }
    }
}

fn left_out(broken: &Broken) {
    tracing::warn!("a trusted document is left out: {broken}");
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::fault)
}
