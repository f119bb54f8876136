//! The sessions of a user.

use chrono::{DateTime, Utc};
use entity::{Role, SessionId, UserId, session};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

use crate::{
    auth::Actor,
    context::Ctx,
    db::{Db, Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
    error::Result,
};

/// The sessions that an actor may see: their own; administrators see all.
pub fn visible_to(actor: &Actor) -> Select<session::Entity> {
    match actor {
        Actor::User(person) if person.role < Role::Admin => {
            session::Entity::find().filter(session::Column::UserId.eq(person.id))
        }
        Actor::User(_) | Actor::System => session::Entity::find(),
    }
}

/// Whether an actor may know how a user signs in.
pub fn may_look(actor: &Actor, user: UserId) -> bool {
    match actor {
        Actor::User(person) => person.role == Role::Admin || person.id == user,
        Actor::System => true,
    }
}

/// One page of a user's sessions that have not ended, the latest first.
///
/// # Errors
/// The database failed.
pub async fn list(ctx: &Ctx, user: UserId, page: &PageRequest) -> Result<Page<session::Model>> {
    let keys = |row: &session::Model| vec![KeyValue::Time(row.created_at), KeyValue::Uuid(row.id.0)];
    fetch_page(ctx.db.conn(), going_on(ctx, user), &order(), keys, page).await
}

/// How many sessions of a user have not ended.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, user: UserId) -> Result<u64> {
    Ok(going_on(ctx, user).count(ctx.db.conn()).await?)
}

/// Notes that a session was used.
///
/// # Errors
/// The database failed.
pub async fn note_use(db: &Db, session: SessionId, now: DateTime<Utc>) -> Result<()> {
    let tx = db.begin().await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .filter(session::Column::Id.eq(session))
        .filter(session::Column::LastUsedAt.lt(now))
        .exec(&*tx)
        .await?;
    tx.commit_without_entry().await
}

fn going_on(ctx: &Ctx, user: UserId) -> Select<session::Entity> {
    visible_to(&ctx.actor)
        .filter(session::Column::UserId.eq(user))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(ctx.clock.now()))
}

fn order() -> [OrderKey; 2] {
    let key = |name, column, kind| OrderKey {
        name,
        expr: Expr::col((session::Entity, column)),
        kind,
        direction: Direction::Desc,
        nulls: Nulls::Never,
    };
    [
        key("created_at", session::Column::CreatedAt, KeyKind::Time),
        key("id", session::Column::Id, KeyKind::Uuid),
    ]
}
