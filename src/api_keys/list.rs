//! Reading keys: one's own; administrators read all.

use entity::{ApiKeyId, Role, UserId, api_key};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

use crate::{
    auth::Actor,
    context::Ctx,
    db::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
    error::Result,
};

/// One page of the keys that the actor may see, newest first; of one user, if one is named.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn list(ctx: &Ctx, owner: Option<UserId>, page: &PageRequest) -> Result<Page<api_key::Model>> {
    fetch_page(ctx.db.conn(), select(ctx, owner), &keys(), key_values, page).await
}

/// How many there are.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, owner: Option<UserId>) -> Result<u64> {
    Ok(select(ctx, owner).count(ctx.db.conn()).await?)
}

/// One, or none when it does not exist or belongs to somebody else.
///
/// # Errors
/// The database failed.
pub async fn get(ctx: &Ctx, id: ApiKeyId) -> Result<Option<api_key::Model>> {
    Ok(visible_to(&ctx.actor).filter(api_key::Column::Id.eq(id)).one(ctx.db.conn()).await?)
}

/// The key that begins so.
///
/// # Errors
/// The database failed.
pub async fn by_prefix(ctx: &Ctx, prefix: &str) -> Result<Option<api_key::Model>> {
    Ok(visible_to(&ctx.actor).filter(api_key::Column::Prefix.eq(prefix)).one(ctx.db.conn()).await?)
}

/// The keys that an actor may see.
pub fn visible_to(actor: &Actor) -> Select<api_key::Entity> {
    match actor {
        Actor::User(person) if person.role < Role::Admin => {
            api_key::Entity::find().filter(api_key::Column::UserId.eq(person.id))
        }
        Actor::User(_) | Actor::System => api_key::Entity::find(),
    }
}

fn select(ctx: &Ctx, owner: Option<UserId>) -> Select<api_key::Entity> {
    let visible = visible_to(&ctx.actor);
    match owner {
        Some(owner) => visible.filter(api_key::Column::UserId.eq(owner)),
        None => visible,
    }
}

fn keys() -> [OrderKey; 2] {
    let key = |name, column, kind| OrderKey {
        name,
        expr: Expr::col((api_key::Entity, column)),
        kind,
        direction: Direction::Desc,
        nulls: Nulls::Never,
    };
    [
        key("created_at", api_key::Column::CreatedAt, KeyKind::Time),
        key("id", api_key::Column::Id, KeyKind::Uuid),
    ]
}

fn key_values(row: &api_key::Model) -> Vec<KeyValue> {
    vec![KeyValue::Time(row.created_at), KeyValue::Uuid(row.id.0)]
}
