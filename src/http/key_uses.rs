//! Notes when API keys were last used, and from where: beside the requests, and every few minutes only.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::ApiKeyId;

use super::{Address, App, graphql::Caller};
use crate::{auth::api_keys, memo::Memo};

/// How much later than noted a key may have been used.
const PRECISION: TimeDelta = TimeDelta::minutes(5);
/// Pairs of key and address that are remembered: one that was forgotten is noted once more.
const REMEMBERED: u64 = 10_000;
/// What one of them takes.
const BYTES: u64 = 256;

/// What was noted lately. Clones are the same.
#[derive(Clone)]
pub struct KeyUses(Arc<Memo<(ApiKeyId, Address), DateTime<Utc>>>);

impl Default for KeyUses {
    fn default() -> Self {
        Self(Arc::new(Memo::new(REMEMBERED, REMEMBERED * BYTES, |_, _| 0)))
    }
}

impl KeyUses {
    /// Notes that a caller uses a key, if they do. Does not wait for the database.
    pub fn note(&self, app: &App, caller: &Caller) {
        let Some(signed_in) = &caller.signed_in else { return };
        let Some(key) = signed_in.actor.api_key() else { return };
        let (id, now, address) = (key.id, app.clock.now(), caller.address);
        if self.0.get(&(id, address)).is_some_and(|noted| now - noted < PRECISION) {
            return;
        }
        self.0.keep((id, address), now);
        let (app, actor, origin) = (app.clone(), signed_in.actor.clone(), caller.origin());
        tokio::spawn(async move {
            let address = address.to_string();
            let noted = api_keys::note_use(&app.db, &app.clock, &app.bus, &actor, &origin, &address).await;
            if let Err(error) = noted {
                tracing::warn!(%error, key = %id, "the use of an API key could not be noted");
            }
        });
    }
}
