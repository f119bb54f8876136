//! Slowing down whoever guesses: by the account that is tried, and by where the tries come from.
//!
//! Both are kept in the database, so that it does not matter which process is asked. Accounts are named by a keyed hash of
//! the address that was *given*: one that nobody has is locked like any other, and the table lists nobody's address.
//! The right password is refused as well while an account is locked: otherwise a lock would tell which guess was right.

use chrono::{DateTime, TimeDelta, Utc};
use entity::sign_in_attempt::{ActiveModel, Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};

use super::attempt_keys::{self as keys, Key};
pub use super::attempt_keys::{AccountKey, account_key};
use crate::{
    context::Visitor,
    db::Tx,
    error::{Code, Error, Result},
};

/// The first lock; each further failure doubles it.
const FIRST_LOCK: TimeDelta = TimeDelta::minutes(1);
const LONGEST_LOCK: TimeDelta = TimeDelta::minutes(15);

/// A try that was counted as a failure; it is taken back when it was none.
#[must_use = "a try that succeeds must be forgiven"]
pub struct Attempt {
    counted: Vec<Counted>,
    /// Until when nothing more is taken, should this one fail.
    pub locks_until: Option<DateTime<Utc>>,
}

/// No try is taken before this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locked {
    /// How long to wait.
    pub wait: TimeDelta,
}

/// A count that was raised, and the lock that this began.
struct Counted {
    key: Key,
    lock: Option<DateTime<Utc>>,
}

impl Locked {
    /// Whole seconds to wait, at least one.
    pub fn seconds(&self) -> i64 {
        (self.wait.num_milliseconds() + 999).div_euclid(1000).max(1)
    }

    /// For people.
    pub fn message(&self) -> String {
        let seconds = self.seconds();
        format!(
            "too many tries were refused; wait {seconds} s, or set a new password by `requestPasswordReset`"
        )
    }
}

impl From<Locked> for Error {
    fn from(locked: Locked) -> Self {
        Self::refused(Code::TooManyAttempts, &[], locked.message())
    }
}

/// Counts a try for the account with this address, before it is made.
///
/// # Errors
/// The database failed.
pub async fn begin(visitor: &Visitor, email: &str) -> Result<Result<Attempt, Locked>> {
    let keys = keys::of_password(visitor, email).await?;
    count(visitor, keys).await
}

/// Counts a failure through the OpenID provider. Nothing can be guessed there: it is counted so that the log is told of no
/// more such failures than of wrong passwords, and apart from those, for any web page can make browsers fail here, and
/// must not lock their owners out.
///
/// # Errors
/// The database failed.
pub async fn failed_through_provider(visitor: &Visitor) -> Result<Result<Attempt, Locked>> {
    let key = keys::of_provider(visitor).await?;
    count(visitor, vec![key]).await
}

async fn count(visitor: &Visitor, keys: Vec<Key>) -> Result<Result<Attempt, Locked>> {
    let now = visitor.clock.now();
    let tx = visitor.db.begin().await?;
    let mut rows = Vec::new();
    let mut locked: Option<DateTime<Utc>> = None;
    // Always in this order: of two who wait for each other's rows, one would wait in vain.
    for key in keys {
        let row = remembered(locked_row(&tx, &key, now).await?, &key, now);
        locked = locked.max(row.locked_until.filter(|until| *until > now));
        rows.push((key, row));
    }
    if let Some(until) = locked {
        return Ok(Err(Locked { wait: until - now }));
    }
    let mut counted = Vec::new();
    for (key, row) in rows {
        let failures = row.failures.saturating_add(1);
        let lock = lock_after(failures, key.free).map(|time| now + time);
        save(&tx, Model { failures, last_failed_at: now, locked_until: lock, ..row }).await?;
        counted.push(Counted { key, lock });
    }
    // What becomes of the try is told.
    tx.commit_without_entry().await?;
    let locks_until = counted.iter().filter_map(|counted| counted.lock).max();
    Ok(Ok(Attempt { counted, locks_until }))
}

impl Attempt {
    /// The try was right, and all is well: failures before it are forgotten, in the caller's transaction. What came from
    /// the same address is not: a thief may have an account of their own.
    ///
    /// # Errors
    /// The database failed.
    pub async fn succeeded(&self, tx: &Tx) -> Result<()> {
        if let Some((account, others)) = self.counted.split_first() {
            Entity::delete_by_id(&account.key.hash).exec(&**tx).await?;
            take_back(tx, others).await?;
        }
        Ok(())
    }

    /// The try was right, but more is to come: it counts for nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn taken_back(&self, tx: &Tx) -> Result<()> {
        take_back(tx, &self.counted).await
    }
}

/// Forgets the failures of an account, in the caller's transaction: its owner has a new password.
///
/// # Errors
/// The database failed.
pub async fn unlock(tx: &Tx, key: &AccountKey) -> Result<()> {
    Entity::delete_by_id(key.hash()).exec(&**tx).await?;
    Ok(())
}

/// When nothing of a row counts any more.
pub fn outdated(now: DateTime<Utc>) -> DateTime<Utc> {
    now - keys::LONGEST_MEMORY - LONGEST_LOCK
}

/// The row, there now and locked against others who count.
async fn locked_row(tx: &Tx, key: &Key, now: DateTime<Utc>) -> Result<Model> {
    let new = ActiveModel {
        key_hash: Set(key.hash.clone()),
        failures: Set(0),
        last_failed_at: Set(now),
        locked_until: Set(None),
    };
    Entity::insert(new).on_conflict_do_nothing_on([Column::KeyHash]).exec_without_returning(&**tx).await?;
    let row = Entity::find_by_id(&key.hash).lock_exclusive().one(&**tx).await?;
    row.ok_or_else(|| Error::fault("a count of failures is gone"))
}

async fn save(tx: &Tx, row: Model) -> Result<()> {
    Entity::update(row.into_active_model().reset_all()).exec(&**tx).await?;
    Ok(())
}

async fn take_back(tx: &Tx, counted: &[Counted]) -> Result<()> {
    for Counted { key, lock } in counted {
        if let Some(row) = Entity::find_by_id(&key.hash).lock_exclusive().one(&**tx).await? {
            let failures = (row.failures - 1).max(0);
            let locked_until = row.locked_until.filter(|until| Some(*until) != *lock);
            save(tx, Model { failures, locked_until, ..row }).await?;
        }
    }
    Ok(())
}

/// The row without what is long past.
fn remembered(row: Model, key: &Key, now: DateTime<Utc>) -> Model {
    let since = row.locked_until.map_or(row.last_failed_at, |until| until.max(row.last_failed_at));
    if since + key.memory <= now { Model { failures: 0, locked_until: None, ..row } } else { row }
}

/// How long nothing more is taken after so many failures.
fn lock_after(failures: i32, free: i32) -> Option<TimeDelta> {
    let further = u32::try_from(failures - free).ok()?;
    Some((FIRST_LOCK * 2_i32.pow(further.min(10))).min(LONGEST_LOCK))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn locks_grow_up_to_a_quarter_of_an_hour() {
        let minutes: Vec<_> =
            (1..=11).map(|failures| lock_after(failures, 5).map(|time| time.num_minutes())).collect();
        let none = [None; 4];
        let some = [1, 2, 4, 8, 15, 15, 15].map(Some);
        assert_eq!(minutes, [&none[..], &some[..]].concat());
        assert_eq!(lock_after(i32::MAX, 5), Some(LONGEST_LOCK));
    }

    #[test]
    fn seconds_are_rounded_up() {
        for (milliseconds, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (60_000, 60)] {
            assert_eq!(Locked { wait: TimeDelta::milliseconds(milliseconds) }.seconds(), seconds);
        }
    }

    proptest! {
        /// However a guesser times their tries, they get no more than those before the first lock, and then one in a
        /// quarter of an hour once the locks have grown.
        #[test]
        fn nobody_guesses_often(pauses in prop::collection::vec(0_i64..90, 1..400)) {
            let key = Key::of_account(String::new());
            let (mut now, mut taken) = (DateTime::UNIX_EPOCH, Vec::new());
            let mut row =
                Model { key_hash: String::new(), failures: 0, last_failed_at: now, locked_until: None };
            for minutes in pauses {
                now += TimeDelta::minutes(minutes);
                row = remembered(row, &key, now);
                if row.locked_until.is_some_and(|until| until > now) {
                    continue;
                }
                let failures = row.failures + 1;
                let locked_until = lock_after(failures, key.free).map(|time| now + time);
                row = Model { failures, last_failed_at: now, locked_until, ..row };
                taken.push(now);
            }
            for at in &taken {
                let in_an_hour = taken.iter().filter(|other| **other >= *at && **other < *at + TimeDelta::hours(1));
                prop_assert!(in_an_hour.count() <= 11);
            }
        }
    }
}
