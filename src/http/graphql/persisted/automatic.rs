//! Texts that clients sent with their hash, so that the next time the hash is enough.
//!
//! Only what somebody who is signed in sent is kept. A stranger runs nothing but the sign-in, to which the hash saves
//! nothing, and could otherwise push out with invented documents what others use. A second store for strangers would
//! give the same safety for more memory.

use std::sync::Arc;

use metrics::gauge;
use quick_cache::{OptionsBuilder, Weighter, sync::Cache};

use crate::{documents::Sha256Hash, telemetry};

/// Bytes of all texts together, in each process.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// Texts, in each process.
const MAX_ENTRIES: u64 = 8_192;
/// What an entry needs beside its text, about.
const OVERHEAD: u64 = 128;
/// Parts with a lock each. Set, because by default a machine with many cores would cut the store into parts that are
/// smaller than a long document.
const SHARDS: usize = 4;

/// Texts by hash, bounded: those that are not asked for again go first.
pub(super) type Texts = Cache<Sha256Hash, Arc<str>, ByBytes>;

/// An empty store.
pub(super) fn texts() -> Texts {
    let options = OptionsBuilder::new()
        .estimated_items_capacity(usize::try_from(MAX_ENTRIES).unwrap_or(usize::MAX))
        .weight_capacity(MAX_BYTES)
        .shards(SHARDS)
        .build();
    match options {
        Ok(options) => Cache::with_options(options, ByBytes, Default::default(), Default::default()),
        // Never: everything that it asks for is set above.
        Err(_) => Cache::with_weighter(usize::from(u16::MAX), MAX_BYTES, ByBytes),
    }
}

/// The bytes of a text, but never so few that there could be more than [`MAX_ENTRIES`]: one bound holds both.
#[derive(Clone, Copy)]
pub(super) struct ByBytes;

impl Weighter<Sha256Hash, Arc<str>> for ByBytes {
    fn weight(&self, _: &Sha256Hash, text: &Arc<str>) -> u64 {
        (text.len() as u64 + OVERHEAD).max(MAX_BYTES / MAX_ENTRIES)
    }
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
        if self.0.contains_key(&hash) {
            return;
        }
        self.0.insert(hash, text.into());
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        gauge!(telemetry::DOCUMENTS, "kind" => "automatic").set(self.0.len() as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_bounded_by_entries_and_by_bytes() {
        let short = Automatic::new();
        for number in 0..20_000 {
            let text = format!("{{ a{number} }}");
            short.keep(Sha256Hash::of(&text), &text);
        }
        assert!(short.0.len() as u64 <= MAX_ENTRIES, "{}", short.0.len());
        assert!(short.0.len() as u64 > MAX_ENTRIES / 2, "{}", short.0.len());

        let long = Automatic::new();
        for number in 0..600 {
            let text = format!("{{ a{number} }}{}", " ".repeat(60 * 1024));
            long.keep(Sha256Hash::of(&text), &text);
        }
        let bytes: u64 = long.0.iter().map(|(_, text)| text.len() as u64).sum();
        assert!((MAX_BYTES / 2..=MAX_BYTES).contains(&bytes), "{bytes}");
    }

    #[test]
    fn what_is_used_outlives_what_is_only_sent() {
        let store = Automatic::new();
        let used = Sha256Hash::of("{ used }");
        store.keep(used, "{ used }");
        for number in 0..20_000 {
            let text = format!("{{ a{number} }}");
            store.keep(Sha256Hash::of(&text), &text);
            assert_eq!(store.get(used).as_deref(), Some("{ used }"), "after {number}");
        }
    }
}
