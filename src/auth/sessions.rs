//! Signing in, and finding out who a token belongs to.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{EventType, Role, SessionId, UserId, Via, session, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Actor, password, reach, secret};
use crate::{
    clock::Clock,
    db::Db,
    error::{Code, Error, Result},
    events::{self, NewEvent, Note, Origin},
};

/// Far below what either database binds at most.
const TOKENS_PER_STATEMENT: usize = 1_000;

/// An access token, to be sent as `Authorization: Bearer …`. Only its hash is kept.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// The token itself.
    pub token: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// Whose it is.
    pub user: user::Model,
}

/// Signs in by e-mail address and password.
///
/// # Errors
/// `WRONG_CREDENTIALS`, the same for an unknown address, a wrong password and a user who is not active.
pub async fn sign_in(
    db: &Db,
    clock: &Clock,
    origin: &Origin,
    email: &str,
    password: String,
    lifetime: TimeDelta,
) -> Result<AccessToken> {
    let user = user::Entity::find().filter(user::Column::EmailKey.eq(email.trim().to_lowercase()));
    let user = user.one(db.conn()).await?;
    let active = user.as_ref().filter(|user| user.is_active);
    let hash = active.and_then(|user| user.password_hash.clone());
    match (password::verify(password, hash).await?, active) {
        (true, Some(user)) => issue(db, clock, origin, user.clone(), lifetime).await,
        _ => {
            // What was typed in the place of an address may be a password: of an unknown one, nothing is kept.
            let note = match &user {
                Some(user) => {
                    Note::about(EventType::SignInFailed, user).data(json!({ "isActive": user.is_active }))
                }
                None => Note::new(EventType::SignInFailed)
                    .data(json!({ "isKnown": false, "length": email.len() })),
            };
            let tx = db.begin().await?;
            events::append(&*tx, vec![event(clock, origin, None, note)]).await?;
            tx.commit().await?;
            Err(Error::refused(Code::WrongCredentials, &[], "e-mail address or password is wrong"))
        }
    }
}

fn event(clock: &Clock, origin: &Origin, actor_id: Option<UserId>, note: Note) -> NewEvent {
    NewEvent { id: clock.new_uuid().into(), note, actor_id, origin: origin.clone(), at: clock.now() }
}

/// Gives a token for a user without a password: for the command line.
///
/// # Errors
/// The database failed.
pub async fn issue(
    db: &Db,
    clock: &Clock,
    origin: &Origin,
    user: user::Model,
    lifetime: TimeDelta,
) -> Result<AccessToken> {
    let token = format!("lla_{}", secret::random_token()?);
    let now = clock.now();
    let session = session::ActiveModel {
        id: Set(SessionId(clock.new_uuid())),
        user_id: Set(user.id),
        token_hash: Set(token_hash(&token)),
        created_at: Set(now),
        expires_at: Set(now + lifetime),
        revoked_at: Set(None),
    };
    let tx = db.begin().await?;
    let session = session.insert(&*tx).await?;
    let event = if origin.via == Via::CommandLine {
        event(clock, origin, None, Note::created(EventType::AccessTokenIssued, &session))
    } else {
        let origin = origin.clone().with(Via::Session, session.id);
        event(clock, &origin, Some(user.id), Note::created(EventType::SignedIn, &session))
    };
    events::append(&*tx, vec![event]).await?;
    tx.commit().await?;
    Ok(AccessToken { token, expires_at: session.expires_at, user })
}

/// Ends all sessions of a user, but for the one that is to be kept. Returns how many.
///
/// # Errors
/// The database failed.
pub async fn end_all(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut ending = session::Entity::update_many()
        .set(session::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::RevokedAt.is_null());
    if let Some(keep) = keep {
        ending = ending.filter(session::Column::Id.ne(keep));
    }
    Ok(ending.exec(tx).await?.rows_affected)
}

/// Who a token belongs to, in which session, and until when; nobody when it is unknown, expired or ended, or its user is not active.
///
/// # Errors
/// The database failed.
pub async fn actor_of(
    db: &Db,
    clock: &Clock,
    token: &str,
) -> Result<Option<(Actor, SessionId, DateTime<Utc>)>> {
    // Every request asks this first, unless one did a moment ago ([`super::RecentSignIns`]).
    let user = session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let found = session::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Role])
        .columns([session::Column::Id, session::Column::ExpiresAt])
        .expr(Expr::SubQuery(None, Box::new(reach::current_value().into())))
        .join(JoinType::InnerJoin, user.into())
        .filter(session::Column::TokenHash.eq(token_hash(token)))
        .filter(session::Column::ExpiresAt.gt(clock.now()))
        .filter(session::Column::RevokedAt.is_null())
        .filter(user::Column::IsActive.eq(true));
    let found = found.into_tuple::<(UserId, Role, SessionId, DateTime<Utc>, i64)>().one(db.reads()).await?;
    let Some((id, role, session, expires_at, state)) = found else { return Ok(None) };
    let reach = reach::known(db, id, role, state).await?;
    Ok(Some((Actor::person(id, role, reach), session, expires_at)))
}

/// Who each of these tokens belongs to, whatever they reach; those that do not hold any more are missing.
///
/// # Errors
/// The database failed.
pub async fn actors_of(db: &Db, clock: &Clock, tokens: &[String]) -> Result<HashMap<String, Actor>> {
    let mut actors = HashMap::new();
    for tokens in tokens.chunks(TOKENS_PER_STATEMENT) {
        let by_hash: HashMap<String, &String> =
            tokens.iter().map(|token| (token_hash(token), token)).collect();
        let found = session::Entity::find()
            .filter(session::Column::TokenHash.is_in(by_hash.keys()))
            .filter(session::Column::ExpiresAt.gt(clock.now()))
            .filter(session::Column::RevokedAt.is_null());
        let of_user: Vec<(String, UserId)> = found
            .select_only()
            .columns([session::Column::TokenHash, session::Column::UserId])
            .into_tuple()
            .all(db.conn())
            .await?;
        let users = user::Entity::find()
            .filter(user::Column::Id.is_in(of_user.iter().map(|(_, user)| *user).collect::<HashSet<_>>()))
            .filter(user::Column::IsActive.eq(true));
        let roles: Vec<(UserId, Role)> = users
            .select_only()
            .columns([user::Column::Id, user::Column::Role])
            .into_tuple()
            .all(db.conn())
            .await?;
        let of_id: HashMap<_, _> = roles.into_iter().map(|(id, role)| (id, Actor::user(id, role))).collect();
        actors.extend(
            of_user
                .into_iter()
                .filter_map(|(hash, id)| Some(((*by_hash.get(&hash)?).clone(), of_id.get(&id)?.clone()))),
        );
    }
    Ok(actors)
}

fn token_hash(token: &str) -> String {
    secret::hex(&Sha256::digest(token.as_bytes()))
}
