//! Keys with which integrations act for a user: `llk_<prefix>_<secret>`.
//!
//! Only the SHA-256 of a key is kept. That is enough, and argon2 would be wrong: it slows down guessing what people
//! thought of, but 256 random bits are not guessed at any speed, and a slow hash on every request would be a way to
//! keep the server busy.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{ApiKeyId, EventId, EventType, Role, SubjectKind, UserId, api_key, api_key_address, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

use super::{Actor, ApiKeyUse, Credential, Reach, reach, secret};
use crate::{
    clock::Clock,
    db::Db,
    error::Result,
    events::{self, Bus, NewEvent, Note, Origin},
};

/// What every key begins with, so that it is recognised where it should not be.
pub const START: &str = "llk_";
/// Letters of the part by which people recognise a key: 48 bits.
const PREFIX: usize = 12;
/// Far below what either database binds at most.
const KEYS_PER_STATEMENT: usize = 1_000;

/// A key that was just made; only now is it whole.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// The key itself.
    pub token: String,
    /// Its beginning, by which it is recognised.
    pub prefix: String,
    /// What is kept of it.
    pub hash: String,
}

/// Makes a key.
///
/// # Errors
/// The system has no randomness.
pub fn generate() -> Result<NewKey> {
    let mut name = secret::random_token()?;
    name.truncate(PREFIX);
    let prefix = format!("{START}{name}");
    let token = format!("{prefix}_{}", secret::random_token()?);
    let hash = hash(&token);
    Ok(NewKey { token, prefix, hash })
}

/// Whether this is a key, and not an access token.
pub fn is_key(token: &str) -> bool {
    token.starts_with(START)
}

/// For whom a key acts, and until when; nobody when it is unknown, expired or revoked, or its user is not active: the
/// four are not told apart.
///
/// # Errors
/// The database failed.
pub async fn actor_of(db: &Db, clock: &Clock, token: &str) -> Result<Option<(Actor, Option<DateTime<Utc>>)>> {
    // One statement: every request asks this first.
    let found = rows(db, clock, [hash(token)]).await?.pop();
    match found {
        Some((_, row)) => {
            let expires_at = row.expires_at;
            Ok(Some((row.actor(db).await?, expires_at)))
        }
        None => Ok(None),
    }
}

/// For whom each of these keys acts; those that do not hold any more are missing.
///
/// # Errors
/// The database failed.
pub async fn actors_of(db: &Db, clock: &Clock, tokens: &[String]) -> Result<HashMap<String, Actor>> {
    let mut actors = HashMap::new();
    for tokens in tokens.chunks(KEYS_PER_STATEMENT) {
        let by_hash: HashMap<String, &String> = tokens.iter().map(|token| (hash(token), token)).collect();
        for (hash, row) in rows(db, clock, by_hash.keys().cloned()).await? {
            if let Some(token) = by_hash.get(&hash) {
                actors.insert((*token).clone(), row.actor(db).await?);
            }
        }
    }
    Ok(actors)
}

/// Notes that a key was used, and, when it never came from this address before, tells of it in the event log.
///
/// # Errors
/// The database failed.
pub async fn note_use(
    db: &Db,
    clock: &Clock,
    bus: &Bus,
    actor: &Actor,
    origin: &Origin,
    address: &str,
) -> Result<()> {
    let Some(ApiKeyUse { id, .. }) = actor.api_key() else { return Ok(()) };
    let (id, now) = (*id, clock.now());
    let tx = db.begin().await?;
    api_key::Entity::update_many()
        .set(api_key::ActiveModel {
            last_used_at: Set(Some(now)),
            last_used_from: Set(Some(address.to_owned())),
            ..Default::default()
        })
        .filter(api_key::Column::Id.eq(id))
        .exec(&*tx)
        .await?;
    let seen = api_key_address::ActiveModel {
        api_key_id: Set(id),
        address: Set(address.to_owned()),
        first_seen_at: Set(now),
    };
    let is_new = api_key_address::Entity::insert(seen)
        .on_conflict_do_nothing_on([api_key_address::Column::ApiKeyId, api_key_address::Column::Address])
        .exec_without_returning(&*tx)
        .await?;
    let is_new = matches!(is_new, sea_orm::TryInsertResult::Inserted(rows) if rows > 0);
    if !is_new {
        // When a key was last used is nobody's decision.
        return tx.commit_without_entry().await;
    }
    let event = NewEvent {
        id: EventId(clock.new_uuid()),
        note: Note::new(EventType::ApiKeyUsedFromNewAddress).subject(SubjectKind::ApiKey, id),
        actor_id: actor.user_id(),
        origin: origin.clone(),
        at: now,
    };
    events::append(&tx, vec![event]).await?;
    tx.commit().await?;
    bus.wake();
    Ok(())
}

struct Row {
    user: UserId,
    role: Role,
    key: ApiKeyId,
    scopes: String,
    expires_at: Option<DateTime<Utc>>,
}

impl Row {
    async fn actor(self, db: &Db) -> Result<Actor> {
        // Administrators see everything: nobody has to look what they reach.
        let reach = if self.role < Role::Admin {
            reach::of(db.conn(), self.user, self.role).await?
        } else {
            Reach::default()
        };
        let key = ApiKeyUse { id: self.key, scopes: api_key::read_scopes(&self.scopes) };
        Ok(Actor::known_by(self.user, self.role, reach, Credential::ApiKey(key)))
    }
}

async fn rows(
    db: &Db,
    clock: &Clock,
    hashes: impl IntoIterator<Item = String>,
) -> Result<Vec<(String, Row)>> {
    use api_key::Column;
    type Columns = (String, UserId, Role, ApiKeyId, String, Option<DateTime<Utc>>);
    let user = api_key::Entity::belongs_to(user::Entity).from(Column::UserId).to(user::Column::Id);
    let is_in_time = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(clock.now()));
    let found = api_key::Entity::find()
        .select_only()
        .column(Column::TokenHash)
        .columns([user::Column::Id, user::Column::Role])
        .columns([Column::Id, Column::Scopes, Column::ExpiresAt])
        .join(JoinType::InnerJoin, user.into())
        .filter(Column::TokenHash.is_in(hashes))
        .filter(is_in_time)
        .filter(Column::RevokedAt.is_null())
        .filter(user::Column::IsActive.eq(true));
    let found = found.into_tuple::<Columns>().all(db.conn()).await?;
    let row =
        |(hash, user, role, key, scopes, expires_at)| (hash, Row { user, role, key, scopes, expires_at });
    Ok(found.into_iter().map(row).collect())
}

fn hash(token: &str) -> String {
    secret::hex(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_and_no_two_are_the_same() {
        let (one, two) = (generate().unwrap(), generate().unwrap());
        let parts: Vec<&str> = one.token.split('_').collect();
        assert_eq!((parts[0], parts[1].len(), parts[2].len()), ("llk", 12, 64));
        assert!(one.token.starts_with(&one.prefix) && is_key(&one.token));
        assert_ne!((&one.token, &one.prefix), (&two.token, &two.prefix));
        assert_eq!(one.hash, hash(&one.token));
    }
}
