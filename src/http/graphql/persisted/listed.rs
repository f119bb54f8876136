//! Trusted documents on the list in the database, as one process sees them.
//!
//! All ids are kept in memory, and texts as far as they are asked for: so an id that is not on the list costs no SQL,
//! however many strangers invent, and one that is costs it once. A look at the list's version, every two seconds at
//! most and only while somebody asks, tells of a change.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use metrics::gauge;

use super::{
    automatic::{Texts, texts},
    copy::Copy,
};
use crate::{
    db::Db,
    documents::{self, DocumentId, Sha256Hash},
    error::{Error, Result},
    telemetry,
};

/// The list.
pub(super) struct Listed {
    db: Db,
    index: Copy<Index>,
    texts: Texts,
}

struct Index {
    version: Option<String>,
    by_id: HashMap<String, Sha256Hash>,
    hashes: HashSet<Sha256Hash>,
}

/// Why there is no text.
enum Missing {
    /// It was taken off the list a moment ago.
    Gone,
    Failed(Error),
}

impl Listed {
    pub fn new(db: Db, age: Duration) -> Self {
        Self { db, index: Copy::new(age), texts: texts() }
    }

    /// The text of a document, if it is on the list.
    pub async fn find(&self, id: &DocumentId) -> Result<Option<Arc<str>>> {
        let index = self.index.get(async |last| look(&self.db, last).await).await?;
        let Some(hash) = index.hash(id) else { return Ok(None) };
        let read = async {
            let text = documents::text(self.db.conn(), hash).await.map_err(Missing::Failed)?;
            text.map(Arc::from).ok_or(Missing::Gone)
        };
        match self.texts.get_or_insert_async(&hash, read).await {
            Ok(text) => Ok(Some(text)),
            Err(Missing::Gone) => Ok(None),
            Err(Missing::Failed(error)) => Err(error),
        }
    }
}

impl Index {
    fn hash(&self, id: &DocumentId) -> Option<Sha256Hash> {
        let named = self.by_id.get(&id.to_string()).copied();
        named.or_else(|| match id {
            DocumentId::Hash(hash) => self.hashes.get(hash).copied(),
            DocumentId::Custom(_) => None,
        })
    }
}

async fn look(db: &Db, last: Option<Arc<Index>>) -> Result<Arc<Index>> {
    // The version first: of a change in between, the next look will hear.
    let version = documents::version(db.conn()).await?;
    if let Some(last) = last.filter(|last| last.version == version) {
        return Ok(last);
    }
    let by_id: HashMap<_, _> = documents::index(db.conn()).await?.into_iter().collect();
    let hashes = by_id.values().copied().collect();
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    gauge!(telemetry::DOCUMENTS, "kind" => "listed").set(by_id.len() as f64);
    Ok(Arc::new(Index { version, by_id, hashes }))
}
