//! The one source of the present time: the system's clock, or one that a test moves by hand.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time in UTC, to the microsecond (what both databases keep).
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// Stands still until it is moved.
    Manual(ManualClock),
}

/// A clock that stands still until it is moved; clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<(Mutex<DateTime<Utc>>, IdOrder)>);

/// Keeps ids that are made at the same time in the order of their making.
type IdOrder = Mutex<ContextV7>;

static SYSTEM_ID_ORDER: IdOrder = Mutex::new(ContextV7::new());

impl Clock {
    /// The present time.
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// A new id: in the order of time, also within one tick of the clock, so that indexes grow at their end and lists
    /// by time keep the order of events.
    pub fn new_uuid(&self) -> Uuid {
        let now = self.now();
        let order = match self {
            Self::System => &SYSTEM_ID_ORDER,
            Self::Manual(clock) => &clock.0.1,
        };
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(order, seconds, now.timestamp_subsec_nanos()))
    }

    /// The present day in UTC.
    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }
}

impl ManualClock {
    /// A clock that shows `start`.
    pub fn new(start: DateTime<Utc>) -> Self {
        Self(Arc::new((Mutex::new(start.trunc_subsecs(6)), Mutex::new(ContextV7::new()))))
    }

    /// What it shows.
    pub fn now(&self) -> DateTime<Utc> {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl From<ManualClock> for Clock {
    fn from(clock: ManualClock) -> Self {
        Self::Manual(clock)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_the_order_of_their_making() {
        let clock = Clock::from(ManualClock::new(DateTime::UNIX_EPOCH));
        let ids: Vec<_> = (0..1_000).map(|_| clock.new_uuid()).collect();
        assert!(ids.is_sorted());
    }
}
