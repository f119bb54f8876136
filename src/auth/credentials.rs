//! What is shown to prove who somebody is: access tokens and API keys.

use std::collections::HashMap;

use super::{Actor, api_keys, sessions};
use crate::{clock::Clock, db::Db, error::Result};

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
