//! Who shows something to prove who they are: an access token or an API key.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::Via;

use super::{Actor, api_keys, sessions};
use crate::{clock::Clock, db::Db, error::Result};

/// Who holds something that proves who they are.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who.
    pub actor: Actor,
    /// Until when; for a key that does not end by itself, the end of time.
    pub expires_at: DateTime<Utc>,
    /// What it is.
    pub via: Via,
    /// Its id: of the session, or the key.
    pub credential: String,
}

/// Who it belongs to; nobody when it does not hold, for whatever reason.
///
/// # Errors
/// The database failed.
pub async fn holder_of(db: &Db, clock: &Clock, shown: &str) -> Result<Option<Holder>> {
    if api_keys::is_key(shown) {
        let found = api_keys::actor_of(db, clock, shown).await?;
        return Ok(found.map(|(actor, key, until)| Holder {
            actor,
            expires_at: until.unwrap_or(DateTime::<Utc>::MAX_UTC),
            via: Via::ApiKey,
            credential: key.to_string(),
        }));
    }
    let found = sessions::actor_of(db, clock, shown).await?;
    Ok(found.map(|(actor, session, expires_at)| Holder {
        actor,
        expires_at,
        via: Via::Session,
        credential: session.to_string(),
    }))
}

/// Who each of these belongs to; those that do not hold any more are missing.
///
/// # Errors
/// The database failed.
pub async fn actors_of(db: &Db, clock: &Clock, shown: Vec<String>) -> Result<HashMap<String, Actor>> {
    let (keys, tokens): (Vec<_>, Vec<_>) = shown.into_iter().partition(|shown| api_keys::is_key(shown));
    let mut actors = sessions::actors_of(db, clock, &tokens).await?;
    actors.extend(api_keys::actors_of(db, clock, &keys).await?);
    Ok(actors)
}
