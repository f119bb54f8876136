//! What was worked out before, kept in a bounded part of memory: what is not asked for again goes first.

use std::hash::Hash;

use quick_cache::{Equivalent, OptionsBuilder, Weighter, sync::Cache};

/// What an entry needs beside what it holds, about.
const OVERHEAD: u64 = 128;
/// Parts with a lock each. Set, because by default a machine with many cores would cut the memo into parts that are
/// smaller than a long document.
const SHARDS: usize = 4;

/// Values by key, bounded in number and in bytes.
pub struct Memo<K, V>(Cache<K, V, Bytes<K, V>>);

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// An empty one, for so many entries and bytes, with what an entry takes.
    pub fn new(max_entries: u64, max_bytes: u64, size: fn(&K, &V) -> usize) -> Self {
        let bytes = Bytes { size, least: max_bytes / max_entries };
        let options = OptionsBuilder::new()
            .estimated_items_capacity(usize::try_from(max_entries).unwrap_or(usize::MAX))
            .weight_capacity(max_bytes)
            .shards(SHARDS)
            .build();
        Self(match options {
            Ok(options) => Cache::with_options(options, bytes, Default::default(), Default::default()),
            // Never: everything that it asks for is set above.
            Err(_) => Cache::with_weighter(usize::from(u16::MAX), max_bytes, bytes),
        })
    }

    /// What was kept.
    pub fn get<Q: Hash + Equivalent<K> + ?Sized>(&self, key: &Q) -> Option<V> {
        self.0.get(key)
    }

    /// Keeps a value.
    pub fn keep(&self, key: K, value: V) {
        self.0.insert(key, value);
    }

    /// What was kept, or what is found now: those who ask at the same time find it once.
    ///
    /// # Errors
    /// It could not be found; nothing is kept.
    pub async fn get_or_find<E>(&self, key: &K, find: impl Future<Output = Result<V, E>>) -> Result<V, E>
    where
        K: Clone,
    {
        self.0.get_or_insert_async(key, find).await
    }

    /// Whether there is a value.
    pub fn has(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What all of them take, about.
    pub fn bytes(&self) -> u64 {
        self.0.weight()
    }
}

/// The bytes of an entry, but never so few that there could be more entries than allowed: one bound holds both.
struct Bytes<K, V> {
    size: fn(&K, &V) -> usize,
    least: u64,
}

impl<K, V> Clone for Bytes<K, V> {
    fn clone(&self) -> Self {
        Self { size: self.size, least: self.least }
    }
}

impl<K, V> Weighter<K, V> for Bytes<K, V> {
    fn weight(&self, key: &K, value: &V) -> u64 {
        ((self.size)(key, value) as u64 + OVERHEAD).max(self.least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: u64 = 1_000;
    const BYTES: u64 = 1_000_000;

    fn memo() -> Memo<u32, String> {
        Memo::new(ENTRIES, BYTES, |_, text| text.len())
    }

    #[test]
    fn it_is_bounded_by_entries_and_by_bytes() {
        let (short, long) = (memo(), memo());
        for number in 0..5_000 {
            short.keep(number, String::new());
            long.keep(number, "x".repeat(20_000));
        }
        assert!((ENTRIES / 2..=ENTRIES).contains(&(short.len() as u64)), "{}", short.len());
        assert!((BYTES / 2..=BYTES).contains(&long.bytes()), "{}", long.bytes());
        assert!((20..=50).contains(&long.len()), "{}", long.len());
    }

    #[test]
    fn what_is_used_outlives_what_is_only_kept() {
        let memo = memo();
        memo.keep(0, "used".into());
        for number in 1..5_000 {
            memo.keep(number, String::new());
            assert_eq!(memo.get(&0).as_deref(), Some("used"), "after {number}");
        }
    }
}
