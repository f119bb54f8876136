//! Reading users: everybody who is signed in may see who works here.

use entity::user;
use sea_orm::{Condition, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};

use crate::{
    context::Ctx,
    db::{
        Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page, folded, folded_value,
    },
    error::Result,
};

/// What users can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrderField {
    /// What people call them.
    Name,
    /// Their address.
    Email,
    /// When they were added.
    CreatedAt,
}

/// One thing that users are ordered by.
#[derive(Clone, Copy, Debug)]
pub struct UserOrder {
    /// What.
    pub field: UserOrderField,
    /// Ascending or descending.
    pub direction: Direction,
}

/// Which users are wanted, in which order.
#[derive(Clone, Debug)]
pub struct UserQuery {
    /// Conditions on the table `users`.
    pub condition: Condition,
    /// By name when empty.
    pub order: Vec<UserOrder>,
}

impl Default for UserQuery {
    /// Everybody.
    fn default() -> Self {
        Self { condition: Condition::all(), order: Vec::new() }
    }
}

/// One page.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn list(ctx: &Ctx, query: &UserQuery, page: &PageRequest) -> Result<Page<user::Model>> {
    let by_name = [UserOrder { field: UserOrderField::Name, direction: Direction::Asc }];
    let order = if query.order.is_empty() { &by_name[..] } else { &query.order };
    let keys = keys(ctx, order);
    let values = |row: &user::Model| {
        let fields = order.iter().map(|one| value(row, one.field));
        fields.chain([KeyValue::Uuid(row.id.0)]).collect()
    };
    let rows = user::Entity::find().filter(query.condition.clone());
    fetch_page(ctx.db.conn(), rows, &keys, values, page).await
}

/// How many there are.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, query: &UserQuery) -> Result<u64> {
    Ok(user::Entity::find().filter(query.condition.clone()).count(ctx.db.conn()).await?)
}

fn keys(ctx: &Ctx, order: &[UserOrder]) -> Vec<OrderKey> {
    let key = |name, expr, kind, direction| OrderKey { name, expr, kind, direction, nulls: Nulls::Never };
    let text = |column: user::Column| folded(ctx.db.backend(), (user::Entity, column));
    let plain = |column: user::Column| Expr::col((user::Entity, column));
    let one = |one: &UserOrder| match one.field {
        UserOrderField::Name => key("name", text(user::Column::Name), KeyKind::Text, one.direction),
        UserOrderField::Email => key("email", text(user::Column::EmailKey), KeyKind::Text, one.direction),
        UserOrderField::CreatedAt => {
            key("created", plain(user::Column::CreatedAt), KeyKind::Time, one.direction)
        }
    };
    let id = key("id", plain(user::Column::Id), KeyKind::Uuid, order[0].direction);
    order.iter().map(one).chain([id]).collect()
}

fn value(row: &user::Model, field: UserOrderField) -> KeyValue {
    match field {
        UserOrderField::Name => folded_value(&row.name),
        UserOrderField::Email => folded_value(&row.email_key),
        UserOrderField::CreatedAt => KeyValue::Time(row.created_at),
    }
}
