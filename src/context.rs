//! What every command and query of the domain gets: who acts, when, on which database.

use chrono::TimeDelta;
use entity::{EventId, idempotency_key};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    auth::{Actor, secret::hex},
    clock::Clock,
    config::Config,
    db::{Db, Tx},
    error::{Code, Error, Result},
    events::{self, Bus, NewEvent, Note, Origin},
};

/// How long the first result of an idempotent write is given again.
pub const IDEMPOTENCY_PERIOD: TimeDelta = TimeDelta::hours(24);

/// One request's, or one job's, circumstances.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Wakes those who wait for what was committed.
    pub bus: Bus,
    /// How this installation is set up.
    pub config: std::sync::Arc<Config>,
    /// Who acts.
    pub actor: Actor,
    /// From where, and by what they are known; names the request in the logs.
    pub origin: Origin,
    /// The caller's key for "do this once".
    pub idempotency_key: Option<String>,
}

/// What everybody may use, signed in or not: signing in, and nothing else.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Wakes those who wait for what was committed.
    pub bus: Bus,
    /// How this installation is set up.
    pub config: std::sync::Arc<Config>,
    /// From where.
    pub origin: Origin,
}

impl Ctx {
    /// A new id.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.clock.new_uuid().into()
    }

    /// Leadline itself, doing a job.
    #[must_use]
    pub fn as_job(&self, name: &str) -> Self {
        Self { actor: Actor::System, origin: Origin::job(name), idempotency_key: None, ..self.clone() }
    }

    /// An entry of the event log by this actor, from here, now.
    pub fn event(&self, note: Note) -> NewEvent {
        NewEvent {
            id: self.new_id(),
            note,
            actor_id: self.actor.user_id(),
            origin: self.origin.clone(),
            at: self.clock.now(),
        }
    }

    /// Appends an entry to the event log, in the transaction of what it tells.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note(&self, tx: &Tx, note: Note) -> Result<EventId> {
        let event = self.event(note);
        let id = event.id;
        events::append(tx, vec![event]).await?;
        Ok(id)
    }

    /// Appends entries to the event log, in the transaction of what they tell.
    ///
    /// # Errors
    /// The database failed.
    pub async fn notes(&self, tx: &Tx, notes: impl IntoIterator<Item = Note>) -> Result<()> {
        events::append(tx, notes.into_iter().map(|note| self.event(note)).collect()).await
    }

    /// Runs one write in one transaction, and wakes those who wait once it is committed.
    ///
    /// A rehearsal does the same and then undoes it: what it returns is what would be.
    /// With an idempotency key, the first result is kept in the same transaction, and given again for 24 hours.
    ///
    /// # Errors
    /// What the write returns, `IDEMPOTENCY_CONFLICT`, or a failure of the database: then nothing was kept.
    pub async fn write<I, T, F>(&self, command: &str, mode: Mode, input: &I, work: F) -> Result<T>
    where
        I: Serialize,
        T: Replayable,
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        let tx = self.db.begin().await?;
        if mode == Mode::Rehearse {
            return Box::pin(work(&tx)).await;
        }
        let key = match &self.idempotency_key {
            Some(key) => Some(self.fingerprints(command, key, input)?),
            None => None,
        };
        if let Some((key_hash, input_hash)) = &key
            && let Some(first) = self.first_result(&tx, key_hash, input_hash).await?
        {
            drop(tx);
            return T::replay(self, serde_json::from_value(first).map_err(Error::fault)?).await;
        }
        // On the heap: commands are awaited within each other, and the library keeps all of them side by side.
        let result = Box::pin(work(&tx)).await?;
        if let Some((key_hash, input_hash)) = key {
            let first = idempotency_key::ActiveModel {
                key_hash: Set(key_hash),
                input_hash: Set(input_hash),
                result: Set(serde_json::to_value(result.receipt()).map_err(Error::fault)?),
                created_at: Set(self.clock.now()),
            };
            first.insert(&*tx).await?;
        }
        tx.commit().await?;
        self.bus.wake();
        Ok(result)
    }

    fn fingerprints(&self, command: &str, key: &str, input: &impl Serialize) -> Result<(String, String)> {
        let key_hash = hex(&Sha256::digest(format!("{:?}\n{command}\n{key}", self.actor.user_id())));
        let input_hash = hex(&Sha256::digest(serde_json::to_vec(input).map_err(Error::fault)?));
        Ok((key_hash, input_hash))
    }

    async fn first_result(&self, tx: &Tx, key_hash: &str, input_hash: &str) -> Result<Option<Value>> {
        let outdated = self.clock.now() - IDEMPOTENCY_PERIOD;
        let forgotten = idempotency_key::Entity::delete_by_id(key_hash)
            .filter(idempotency_key::Column::CreatedAt.lt(outdated));
        forgotten.exec(&**tx).await?;
        match idempotency_key::Entity::find_by_id(key_hash).one(&**tx).await? {
            Some(first) if first.input_hash == input_hash => Ok(Some(first.result)),
            Some(_) => {
                let message = "this idempotency key was used with another input; use a new key";
                Err(Error::refused(Code::IdempotencyConflict, &[], message))
            }
            None => Ok(None),
        }
    }
}

/// Whether a write is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is.
    Commit,
    /// Show what would be, and undo it.
    Rehearse,
}

impl Mode {
    /// From the `dryRun` of an input.
    pub fn from_dry_run(dry_run: bool) -> Self {
        if dry_run { Self::Rehearse } else { Self::Commit }
    }
}

/// The result of a write that can be given again: kept as ids only, so that no personal data outlives its row.
#[allow(async_fn_in_trait, reason = "used within this crate only, never as a trait object")]
pub trait Replayable: Sized {
    /// What is kept.
    type Receipt: Serialize + DeserializeOwned;
    /// What to keep.
    fn receipt(&self) -> Self::Receipt;
    /// The result again, as its objects are now.
    async fn replay(ctx: &Ctx, receipt: Self::Receipt) -> Result<Self>;
}
