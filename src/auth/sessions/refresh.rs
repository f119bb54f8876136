//! The next pair of tokens.

use entity::{UserId, session, session_token, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::{Lifetimes, Pair, end};
use crate::{auth::token::Kind, clock::Clock, db::Tx, error::Result};

/// What became of a refresh token.
pub enum Refreshed {
    /// It was good: here is the next pair, and whose it is.
    Done(Box<(Pair, user::Model)>),
    /// It was used before: its session has been ended now, and this is whose it was, and as it is now.
    Stolen(Box<(user::Model, session::Model)>),
    /// It does not hold: unknown, expired, its session ended, or its user not active.
    Refused,
}

/// Uses a refresh token up, in the caller's transaction, which must be committed whatever comes of it.
///
/// # Errors
/// The database failed.
pub async fn refresh(tx: &Tx, clock: &Clock, token: &str, lifetimes: Lifetimes) -> Result<Refreshed> {
    let Some(hash) = Kind::Refresh.hash(token) else { return Ok(Refreshed::Refused) };
    // Locked: of two who show the same token at once, the second sees what the first has done.
    let pair = session_token::Entity::find().filter(session_token::Column::RefreshHash.eq(hash));
    let Some(pair) = pair.lock_exclusive().one(&**tx).await? else { return Ok(Refreshed::Refused) };
    let session = session::Entity::find_by_id(pair.session_id).lock_exclusive().one(&**tx).await?;
    let Some(session) = session.filter(|session| session.ended_at.is_none()) else {
        return Ok(Refreshed::Refused);
    };
    let Some(user) = active_user(tx, session.user_id).await? else { return Ok(Refreshed::Refused) };
    let now = clock.now();
    if pair.refreshed_at.is_some() {
        let ended = end(&**tx, session.id, now).await?;
        return Ok(Refreshed::Stolen(Box::new((user, ended.unwrap_or(session)))));
    }
    if session.ends_at <= now || pair.refresh_expires_at.is_none_or(|end| end <= now) {
        return Ok(Refreshed::Refused);
    }
    session_token::Entity::update_many()
        .col_expr(session_token::Column::RefreshedAt, Expr::value(now))
        .filter(session_token::Column::AccessHash.eq(pair.access_hash))
        .exec(&**tx)
        .await?;
    let next = Pair::new(now, session.ends_at, lifetimes)?;
    next.keep(&**tx, session.id, now).await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .col_expr(session::Column::ExpiresAt, Expr::value(next.refresh_expires_at))
        .filter(session::Column::Id.eq(session.id))
        .exec(&**tx)
        .await?;
    Ok(Refreshed::Done(Box::new((next, user))))
}

async fn active_user(tx: &Tx, id: UserId) -> Result<Option<user::Model>> {
    let user = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true));
    Ok(user.one(&**tx).await?)
}
