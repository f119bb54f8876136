//! Who shows something to prove who they are: an access token or an API key.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{Actor, api_keys, sessions};
use crate::{clock::Clock, db::Db, error::Result};

/// Who it belongs to, and until when; nobody when it does not hold, for whatever reason.
///
/// # Errors
/// The database failed.
pub async fn actor_of(db: &Db, clock: &Clock, shown: &str) -> Result<Option<(Actor, DateTime<Utc>)>> {
    if api_keys::is_key(shown) {
        let found = api_keys::actor_of(db, clock, shown).await?;
        return Ok(found.map(|(actor, until)| (actor, until.unwrap_or(DateTime::<Utc>::MAX_UTC))));
    }
    sessions::actor_of(db, clock, shown).await
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
