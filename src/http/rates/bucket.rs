//! Token buckets, one for each key: full at first, and filled at an even rate.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::graphql::{Exhausted, Throttle};

/// Keys that have a bucket of their own; when there are more, the others share one, so that memory is bounded.
const MAX_KEYS: usize = 100_000;

/// Buckets of one size.
pub struct Buckets<K> {
    size: u32,
    /// In which an empty bucket gets full.
    period: Duration,
    levels: Mutex<Levels<K>>,
}

/// When each bucket will be full again: that one moment says how full it is now.
struct Levels<K> {
    full_at: HashMap<K, Instant>,
    of_others: Option<Instant>,
}

impl<K: Eq + Hash> Levels<K> {
    fn of(&mut self, key: K, now: Instant) -> &mut Instant {
        if self.full_at.len() < MAX_KEYS || self.full_at.contains_key(&key) {
            self.full_at.entry(key).or_insert(now)
        } else {
            self.of_others.get_or_insert(now)
        }
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Buckets that an empty one of gets full again in this period.
    pub fn new(size: u32, period: Duration) -> Self {
        let levels = Levels { full_at: HashMap::new(), of_others: None };
        Self { size, period, levels: Mutex::new(levels) }
    }

    /// Takes points, all or none. What is more than a bucket holds takes all of a full one.
    ///
    /// # Errors
    /// There are too few left.
    pub fn take(&self, key: K, points: u32) -> Result<Throttle, Exhausted> {
        let now = Instant::now();
        let mut levels = self.lock();
        let full_at = levels.of(key, now);
        let missing = full_at.saturating_duration_since(now);
        let after = self.missing_after(missing, points)?;
        *full_at = now + after;
        Ok(self.throttle(after))
    }

    /// Takes a point, if there is one.
    pub fn note(&self, key: K) {
        let _ = self.take(key, 1);
    }

    /// Looks whether there is a point left.
    ///
    /// # Errors
    /// There is none.
    pub fn look(&self, key: &K) -> Result<(), Exhausted> {
        let now = Instant::now();
        let levels = self.lock();
        let full_at = match levels.full_at.get(key) {
            None if levels.full_at.len() >= MAX_KEYS => levels.of_others,
            full_at => full_at.copied(),
        };
        let missing = full_at.map_or(Duration::ZERO, |full_at| full_at.saturating_duration_since(now));
        self.missing_after(missing, 1).map(|_| ())
    }

    /// Forgets the buckets that are full: they are as good as new ones.
    pub fn forget_full(&self) {
        let now = Instant::now();
        let mut levels = self.lock();
        levels.full_at.retain(|_, full_at| *full_at > now);
        if levels.full_at.capacity() > 1_000 + 4 * levels.full_at.len() {
            levels.full_at.shrink_to_fit();
        }
    }

    /// What is missing, as the time in which it comes back, once points are taken.
    fn missing_after(&self, missing: Duration, points: u32) -> Result<Duration, Exhausted> {
        let after = missing + self.time(points.min(self.size));
        match after.checked_sub(self.period) {
            Some(retry_after) if !retry_after.is_zero() => {
                Err(Exhausted { retry_after, throttle: self.throttle(missing) })
            }
            _ => Ok(after),
        }
    }

    /// In which so many points come; rounded down, so that a full bucket holds all of them.
    fn time(&self, points: u32) -> Duration {
        let nanoseconds = self.period.as_nanos() * u128::from(points) / u128::from(self.size);
        Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
    }

    fn throttle(&self, missing: Duration) -> Throttle {
        let size = u128::from(self.size);
        let gone = (missing.as_nanos() * size).div_ceil(self.period.as_nanos());
        let rate = size * Duration::from_secs(1).as_nanos() / self.period.as_nanos();
        Throttle {
            maximum_available: self.size,
            currently_available: self.size.saturating_sub(u32::try_from(gone).unwrap_or(u32::MAX)),
            restore_rate: u32::try_from(rate).unwrap_or(u32::MAX),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Levels<K>> {
        self.levels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn buckets() -> Buckets<u32> {
        Buckets::new(60, Duration::from_mins(1))
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_taken_comes_back_evenly() {
        let buckets = buckets();
        assert_eq!(buckets.take(1, 50).unwrap().currently_available, 10);
        let refused = buckets.take(1, 15).unwrap_err();
        assert_eq!(refused.retry_after, Duration::from_secs(5));
        assert_eq!(
            refused.throttle,
            Throttle { maximum_available: 60, currently_available: 10, restore_rate: 1 }
        );
        // Another has a bucket of their own.
        assert_eq!(buckets.take(2, 60).unwrap().currently_available, 0);
        advance(Duration::from_secs(5)).await;
        assert_eq!(buckets.take(1, 15).unwrap().currently_available, 0);
        advance(Duration::from_hours(1)).await;
        assert_eq!(buckets.take(1, 1).unwrap().currently_available, 59);
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_more_than_a_bucket_holds_needs_a_full_one() {
        let buckets = buckets();
        assert_eq!(buckets.take(1, 1_000).unwrap().currently_available, 0);
        assert_eq!(buckets.take(1, 1_000).unwrap_err().retry_after, Duration::from_mins(1));
    }

    #[tokio::test(start_paused = true)]
    async fn points_of_any_size_add_up() {
        for (size, period) in [(7, 60), (97, 60), (100_000, 50), (3, 1)] {
            let buckets = Buckets::new(size, Duration::from_secs(period));
            for left in (0..size).rev() {
                assert_eq!(buckets.take((), 1).unwrap().currently_available, left, "of {size}");
            }
            assert!(buckets.take((), 1).is_err());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn looking_takes_nothing_and_noting_takes_what_is_there() {
        let buckets = buckets();
        for _ in 0..100 {
            buckets.look(&1).unwrap();
        }
        for _ in 0..100 {
            buckets.note(1);
        }
        assert_eq!(buckets.look(&1).unwrap_err().retry_after, Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let buckets = Buckets::new(2, Duration::from_mins(1));
        let many = u32::try_from(MAX_KEYS).unwrap();
        for key in 0..many {
            buckets.take(key, 1).unwrap();
        }
        // Who comes now shares a bucket; who was here keeps theirs.
        buckets.take(many, 2).unwrap();
        buckets.take(many + 1, 1).unwrap_err();
        buckets.look(&(many + 2)).unwrap_err();
        buckets.take(0, 1).unwrap();
        assert_eq!(buckets.lock().full_at.len(), MAX_KEYS);
        advance(Duration::from_secs(30)).await;
        buckets.forget_full();
        assert_eq!(buckets.lock().full_at.len(), 1, "only the one that is not full");
        assert!(buckets.lock().full_at.capacity() < 10_000);
        buckets.take(many, 2).unwrap();
    }
}
