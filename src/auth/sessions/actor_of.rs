//! Finding out who a token belongs to.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{Role, SessionId, UserId, session, session_token, user};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef, Select, sea_query::Expr,
};

use crate::{
    auth::{Actor, reach, token::Kind},
    clock::Clock,
    db::Db,
    error::Result,
};

/// Far below what either database binds at most.
const TOKENS_PER_STATEMENT: usize = 1_000;

/// Who holds a good access token.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Who.
    pub actor: Actor,
    /// When the token stops working.
    pub expires_at: DateTime<Utc>,
    /// The session that it belongs to.
    pub session: SessionId,
    /// When that was last used, as far as it was noted.
    pub last_used_at: DateTime<Utc>,
}

/// Who a token belongs to; nobody when it is unknown, expired or ended, or its user is not active.
///
/// # Errors
/// The database failed.
pub async fn actor_of(db: &Db, clock: &Clock, token: &str) -> Result<Option<Holder>> {
    let Some(hash) = Kind::Access.hash(token) else { return Ok(None) };
    // Every request asks this first, unless one did a moment ago ([`crate::auth::RecentSignIns`]).
    let user = session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let found = alive(clock)
        .select_only()
        .columns([user::Column::Id, user::Column::Role])
        .column(session_token::Column::AccessExpiresAt)
        .columns([session::Column::Id, session::Column::LastUsedAt])
        .expr(Expr::SubQuery(None, Box::new(reach::current_value().into())))
        .join(JoinType::InnerJoin, user.into())
        .filter(session_token::Column::AccessHash.eq(hash))
        .filter(user::Column::IsActive.eq(true));
    let found = found.into_tuple::<(UserId, Role, DateTime<Utc>, SessionId, DateTime<Utc>, i64)>();
    let Some((id, role, expires_at, session, last_used_at, state)) = found.one(db.reads()).await? else {
        return Ok(None);
    };
    let actor = Actor::person(id, role, reach::known(db, id, role, state).await?);
    Ok(Some(Holder { actor, expires_at, session, last_used_at }))
}

/// Who each of these tokens belongs to, whatever they reach; those that do not hold any more are missing.
///
/// # Errors
/// The database failed.
pub async fn actors_of(db: &Db, clock: &Clock, tokens: &[String]) -> Result<HashMap<String, Actor>> {
    let mut actors = HashMap::new();
    for tokens in tokens.chunks(TOKENS_PER_STATEMENT) {
        let by_hash: HashMap<String, &String> =
            tokens.iter().filter_map(|token| Some((Kind::Access.hash(token)?, token))).collect();
        let found = alive(clock).filter(session_token::Column::AccessHash.is_in(by_hash.keys()));
        let of_user: Vec<(String, UserId)> = found
            .select_only()
            .column(session_token::Column::AccessHash)
            .column(session::Column::UserId)
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

/// Access tokens that hold, joined with their sessions. None outlives its session's own end.
fn alive(clock: &Clock) -> Select<session_token::Entity> {
    let session: RelationDef = session_token::Entity::belongs_to(session::Entity)
        .from(session_token::Column::SessionId)
        .to(session::Column::Id)
        .into();
    session_token::Entity::find()
        .join(JoinType::InnerJoin, session)
        .filter(session_token::Column::AccessExpiresAt.gt(clock.now()))
        .filter(session::Column::EndedAt.is_null())
}
