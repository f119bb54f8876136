//! Texts that clients sent with their hash, so that the next time the hash is enough.
//!
//! Only what somebody who is signed in sent is kept. A stranger runs nothing but the sign-in, to which the hash saves
//! nothing, and could otherwise push out with invented documents what others use. A second store for strangers would
//! give the same safety for more memory.

use std::sync::Arc;

use metrics::gauge;

use crate::{documents::Sha256Hash, memo::Memo, telemetry};

/// Bytes of all texts together, in each process.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// Texts, in each process.
const MAX_ENTRIES: u64 = 8_192;

/// Texts by hash.
pub(super) type Texts = Memo<Sha256Hash, Arc<str>>;

/// An empty store.
pub(super) fn texts() -> Texts {
    Memo::new(MAX_ENTRIES, MAX_BYTES, |_, text| text.len())
}

/// The store of automatic documents.
pub(super) struct Automatic(Texts);

impl Automatic {
    pub fn new() -> Self {
        Self(texts())
    }

    /// The text with this hash.
    pub fn get(&self, hash: Sha256Hash) -> Option<Arc<str>> {
        self.0.get(&hash)
    }

    /// Keeps a text that was found good.
    pub fn keep(&self, hash: Sha256Hash, text: &str) {
        if self.0.has(&hash) {
            return;
        }
        self.0.keep(hash, text.into());
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        gauge!(telemetry::DOCUMENTS, "kind" => "automatic").set(self.0.len() as f64);
    }
}
