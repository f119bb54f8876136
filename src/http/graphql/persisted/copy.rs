//! A copy of what changes elsewhere.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::{sync::Mutex, time::Instant};

use crate::error::Result;

/// A copy that is never older than its age when it is used: whoever comes first after that looks again, and the others
/// wait for it. So however many ask, and whatever for, there is one look in that time.
pub(super) struct Copy<T> {
    age: Duration,
    latest: RwLock<Option<(Instant, Arc<T>)>>,
    turn: Mutex<()>,
}

impl<T> Copy<T> {
    pub fn new(age: Duration) -> Self {
        Self { age, latest: RwLock::default(), turn: Mutex::default() }
    }

    /// The copy; `look` gets the last one, if there is one. When it fails, the last one serves on.
    ///
    /// # Errors
    /// What `look` returns, as long as it never succeeded.
    pub async fn get(&self, look: impl AsyncFnOnce(Option<Arc<T>>) -> Result<Arc<T>>) -> Result<Arc<T>> {
        if let Some(copy) = self.fresh() {
            return Ok(copy);
        }
        let _turn = self.turn.lock().await;
        if let Some(copy) = self.fresh() {
            return Ok(copy);
        }
        let last = self.read().map(|(_, copy)| copy);
        let copy = match (look(last.clone()).await, last) {
            (Ok(copy), _) => copy,
            (Err(error), Some(last)) => {
                tracing::warn!(%error, "the trusted documents could not be looked at again; the last ones are used");
                last
            }
            (Err(error), None) => return Err(error),
        };
        let mut latest = self.latest.write().unwrap_or_else(PoisonError::into_inner);
        *latest = Some((Instant::now(), copy.clone()));
        Ok(copy)
    }

    fn read(&self) -> Option<(Instant, Arc<T>)> {
        self.latest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fresh(&self) -> Option<Arc<T>> {
        self.read().filter(|(at, _)| at.elapsed() < self.age).map(|(_, copy)| copy)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::error::Error;

    const HOUR: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn many_who_ask_make_one_look_in_its_time() {
        for (age, expected) in [(HOUR, 1), (Duration::ZERO, 50)] {
            let (copy, looks) = (Copy::new(age), AtomicU32::new(0));
            let ask = || {
                copy.get(async |_| {
                    tokio::task::yield_now().await;
                    Ok(Arc::new(looks.fetch_add(1, Ordering::Relaxed)))
                })
            };
            futures::future::join_all((0..50).map(|_| ask())).await;
            assert_eq!(looks.into_inner(), expected);
        }
    }

    #[tokio::test]
    async fn a_failure_leaves_the_last_one() {
        let copy = Copy::new(Duration::ZERO);
        let fail = async |_| Err(Error::fault("away"));
        assert!(copy.get(fail).await.is_err());
        assert_eq!(*copy.get(async |_| Ok(Arc::new(7))).await.unwrap(), 7);
        assert_eq!(*copy.get(fail).await.unwrap(), 7);
    }
}
