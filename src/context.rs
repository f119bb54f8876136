//! What every command and query of the domain gets: who acts, when, on which database.

use chrono::TimeDelta;
use entity::idempotency_key;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::{NoContext, Timestamp, Uuid};

use crate::{
    auth::{Actor, secret::hex},
    clock::Clock,
    config::Config,
    db::{Db, Tx},
    error::{Code, Error, Result},
    events::Bus,
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
    /// Names the request in the logs.
    pub request_id: String,
    /// The caller's key for "do this once".
    pub idempotency_key: Option<String>,
}

impl Ctx {
    /// A new id: in the order of time, so that indexes grow at their end.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let now = self.clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos())).into()
    }

    /// Runs one write in one transaction, and wakes those who wait once it is committed.
    ///
    /// With an idempotency key, the first result is kept in the same transaction, and given again for 24 hours.
    ///
    /// # Errors
    /// What the write returns, `IDEMPOTENCY_CONFLICT`, or a failure of the database: then nothing was kept.
    pub async fn write<I, T, F>(&self, command: &str, input: &I, work: F) -> Result<T>
    where
        I: Serialize,
        T: Serialize + DeserializeOwned,
        F: AsyncFnOnce(&Tx) -> Result<T>,
    {
        let tx = self.db.begin().await?;
        let Some(key) = &self.idempotency_key else {
            let result = work(&tx).await?;
            tx.commit().await?;
            self.bus.wake();
            return Ok(result);
        };
        let key_hash = hex(&Sha256::digest(format!("{:?}\n{command}\n{key}", self.actor.user_id())));
        let input_hash = hex(&Sha256::digest(serde_json::to_vec(input).map_err(Error::fault)?));
        let outdated = self.clock.now() - IDEMPOTENCY_PERIOD;
        let stale = idempotency_key::Entity::delete_by_id(&key_hash)
            .filter(idempotency_key::Column::CreatedAt.lt(outdated));
        stale.exec(&*tx).await?;
        if let Some(first) = idempotency_key::Entity::find_by_id(&key_hash).one(&*tx).await? {
            if first.input_hash != input_hash {
                let message = "this idempotency key was used with another input; use a new key";
                return Err(Error::refused(Code::IdempotencyConflict, &[], message));
            }
            return serde_json::from_value(first.result).map_err(Error::fault);
        }
        let result = work(&tx).await?;
        let first = idempotency_key::ActiveModel {
            key_hash: Set(key_hash),
            input_hash: Set(input_hash),
            result: Set(serde_json::to_value(&result).map_err(Error::fault)?),
            created_at: Set(self.clock.now()),
        };
        first.insert(&*tx).await?;
        tx.commit().await?;
        self.bus.wake();
        Ok(result)
    }
}
