//! When a try that failed in passing is made again.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// After the first try; doubled after each further one.
const FIRST_DELAY: TimeDelta = TimeDelta::minutes(1);
/// The longest wait.
const LONGEST_DELAY: TimeDelta = TimeDelta::hours(6);
/// The longest wait while our own mail settings are wrong: whoever mends them should not wait for hours.
const LONGEST_MISCONFIGURED_DELAY: TimeDelta = TimeDelta::minutes(5);
/// How long a message is tried, counted from its first try: a message that waited for its time, or for a worker,
/// gets its full day.
pub const PERIOD: TimeDelta = TimeDelta::hours(24);
/// Interruptions after which the next try waits: a message that kills its worker must not do so without pause.
const FREE_INTERRUPTIONS: i32 = 3;

/// How long to wait after try number `attempt` (1 for the first): a minute, two, four …, up to six hours, and up to
/// a quarter more, so that what failed together does not come back together. The same every time it is asked.
pub fn delay(id: impl Into<Uuid>, attempt: i32) -> TimeDelta {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(20);
    let delay = (FIRST_DELAY * 2_i32.pow(doublings)).min(LONGEST_DELAY);
    let jitter = delay.num_milliseconds() / 4 * i64::from(chance(id.into(), attempt)) / i64::from(u16::MAX);
    (delay + TimeDelta::milliseconds(jitter)).min(LONGEST_DELAY)
}

/// The wait while our own mail settings are wrong.
pub fn misconfigured_delay(id: impl Into<Uuid>, attempt: i32) -> TimeDelta {
    delay(id, attempt).min(LONGEST_MISCONFIGURED_DELAY)
}

/// The wait after a try that its worker did not survive.
pub fn interrupted_delay(id: impl Into<Uuid>, attempt: i32) -> TimeDelta {
    if attempt <= FREE_INTERRUPTIONS { TimeDelta::zero() } else { delay(id, attempt - FREE_INTERRUPTIONS) }
}

/// When to try again, or `None` when the time for it is used up. The last try is at the end of that time.
pub fn next_try(now: DateTime<Utc>, first_try: DateTime<Utc>, delay: TimeDelta) -> Option<DateTime<Utc>> {
    let end = first_try + PERIOD;
    (now < end).then(|| (now + delay).min(end))
}

/// Evenly spread over `u16`, from the id and the number of the try.
fn chance(id: Uuid, attempt: i32) -> u16 {
    let mixed = Uuid::new_v5(&id, &attempt.to_be_bytes());
    let bytes = mixed.as_bytes();
    u16::from_be_bytes([bytes[0], bytes[1]])
}

#[cfg(test)]
mod tests {
    use entity::CommunicationId;

    use super::*;

    fn id(number: u128) -> CommunicationId {
        CommunicationId(Uuid::from_u128(number))
    }

    #[test]
    fn waits_double_up_to_six_hours_with_a_quarter_of_jitter() {
        for number in 0..200 {
            for attempt in 1_i32..=40 {
                let plain = (TimeDelta::minutes(1) * 2_i32.pow((attempt - 1).min(20).cast_unsigned()))
                    .min(LONGEST_DELAY);
                let delay = delay(id(number), attempt);
                assert!(delay >= plain && delay <= (plain * 5 / 4).min(LONGEST_DELAY), "{attempt}: {delay}");
            }
        }
        assert_eq!(delay(id(1), 3), delay(id(1), 3));
        let different: std::collections::HashSet<_> = (0..200).map(|number| delay(id(number), 1)).collect();
        assert!(different.len() > 150, "spread over {} values", different.len());
    }

    #[test]
    fn it_ends_a_day_after_the_first_try() {
        let first = DateTime::UNIX_EPOCH;
        let (mut now, mut tries) = (first, 1);
        while let Some(next) = next_try(now, first, delay(id(7), tries)) {
            assert!(next > now);
            (now, tries) = (next, tries + 1);
        }
        assert_eq!(now, first + PERIOD);
        assert!((11..=14).contains(&tries), "{tries} tries");
    }

    #[test]
    fn a_killed_worker_costs_no_time_unless_it_happens_again_and_again() {
        assert_eq!(interrupted_delay(id(1), 1), TimeDelta::zero());
        assert_eq!(interrupted_delay(id(1), 3), TimeDelta::zero());
        assert!(interrupted_delay(id(1), 4) >= TimeDelta::minutes(1));
        assert!(misconfigured_delay(id(1), 30) <= TimeDelta::minutes(5));
    }
}
