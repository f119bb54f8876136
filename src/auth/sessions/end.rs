//! Ending sessions before their time.

use chrono::{DateTime, Utc};
use entity::{EventType, SessionId, UserId, session};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{error::Result, events::Note};

/// Ends a session; its tokens stop working with the commit. Returns it as it is then; nothing when it had ended.
///
/// # Errors
/// The database failed.
pub async fn end(
    tx: &impl ConnectionTrait,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<session::Model>> {
    Ok(end_those(tx, Condition::all().add(session::Column::Id.eq(id)), now).await?.pop())
}

/// Ends all sessions of a user, but for the one that is to be kept. Returns them as they are then.
///
/// # Errors
/// The database failed.
pub async fn end_all(
    tx: &impl ConnectionTrait,
    user: UserId,
    keep: Option<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    let others = keep.map(|keep| session::Column::Id.ne(keep));
    end_those(tx, Condition::all().add(session::Column::UserId.eq(user)).add_option(others), now).await
}

/// What the log is told of a session that was ended by hand, or with its owner's password.
pub fn signed_out(ended: &session::Model) -> Note {
    end_note(EventType::SignedOut, ended)
}

/// What the log is told of a session that was ended.
pub fn end_note(why: EventType, ended: &session::Model) -> Note {
    Note::changed(why, &session::Model { ended_at: None, ..ended.clone() }, ended)
}

async fn end_those(
    tx: &impl ConnectionTrait,
    which: Condition,
    now: DateTime<Utc>,
) -> Result<Vec<session::Model>> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now))
        .filter(which)
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .exec_with_returning(tx)
        .await?;
    Ok(ended)
}
