//! Ending sessions before their time.

use chrono::{DateTime, Utc};
use entity::{SessionId, UserId, session};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::error::Result;

/// Ends a session; its tokens stop working with the commit. `false` when it had ended.
///
/// # Errors
/// The database failed.
pub async fn end(tx: &impl ConnectionTrait, id: SessionId, now: DateTime<Utc>) -> Result<bool> {
    let ended = ending(now).filter(session::Column::Id.eq(id)).exec(tx).await?;
    Ok(ended.rows_affected > 0)
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
    let mut ending = ending(now).filter(session::Column::UserId.eq(user));
    if let Some(keep) = keep {
        ending = ending.filter(session::Column::Id.ne(keep));
    }
    Ok(ending.exec(tx).await?.rows_affected)
}

fn ending(now: DateTime<Utc>) -> sea_orm::UpdateMany<session::Entity> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
}
