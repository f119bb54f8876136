//! What was read a moment ago and is asked for by nearly every request: who a token belongs to, who a lead is assigned to.
//!
//! It is given again for a second at most, and only until this process commits anything. So what this process changed
//! holds for its very next request; what another process changed, within the second.

use std::{hash::Hash, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};

use super::Db;
use crate::memo::Memo;

/// For which something is given again, at most.
const PERIOD: TimeDelta = TimeDelta::seconds(1);

/// Values by key, as they were a moment ago. Clones are the same.
pub struct Recent<K, V>(Arc<Memo<K, (Moment, V)>>);

/// When something is read.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    at: DateTime<Utc>,
    /// How often this process had committed by then.
    commits: u64,
}

impl Db {
    /// The present moment, to be taken *before* something is read: what is committed meanwhile may or may not be in it.
    pub fn moment(&self, now: DateTime<Utc>) -> Moment {
        Moment { at: now, commits: self.commits.count() }
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    /// Room for so many values, each of about so many bytes.
    pub fn new(entries: u64, bytes: u64) -> Self {
        Self(Arc::new(Memo::new(entries, entries * bytes, |_, _| 0)))
    }

    /// What was read a moment before this one.
    pub fn get(&self, now: Moment, key: &K) -> Option<V> {
        let (then, value) = self.0.get(key)?;
        // A clock that was set back proves nothing.
        let is_recent = (TimeDelta::zero()..PERIOD).contains(&(now.at - then.at));
        (is_recent && then.commits == now.commits).then_some(value)
    }

    /// Keeps what was read at this moment.
    pub fn keep(&self, moment: Moment, key: K, value: V) {
        self.0.keep(key, (moment, value));
    }
}

impl<K, V> Clone for Recent<K, V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K, V> std::fmt::Debug for Recent<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recent").finish_non_exhaustive()
    }
}
