//! Reading leads: one, or a page of those that fulfil a condition.

use entity::{LeadId, lead};
use sea_orm::{ColumnTrait, Condition, PaginatorTrait, QueryFilter, Select, sea_query::Expr};

use super::search::matching;
use crate::{
    auth::visible_to,
    context::Ctx,
    db::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
    error::Result,
};

/// What leads can be ordered by: each has its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeadOrderField {
    /// When it came in.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Its number.
    Number,
    /// Its last sign of life.
    LastTouchAt,
    /// When it is expected to be won or lost.
    ExpectedCompletionDate,
    /// Its target amount, in minor units, whatever the currency.
    TargetAmount,
}

/// One thing that leads are ordered by.
#[derive(Clone, Copy, Debug)]
pub struct LeadOrder {
    /// What.
    pub field: LeadOrderField,
    /// Ascending or descending.
    pub direction: Direction,
    /// Where leads without a value go.
    pub nulls: Nulls,
}

/// Which leads are wanted, in which order.
#[derive(Clone, Debug, Default)]
pub struct LeadQuery {
    /// Conditions on the table `leads`.
    pub condition: Option<Condition>,
    /// Full text.
    pub search: Option<String>,
    /// Newest first when empty.
    pub order: Vec<LeadOrder>,
}

/// One page.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn list(ctx: &Ctx, query: &LeadQuery, page: &PageRequest) -> Result<Page<lead::Model>> {
    let newest =
        LeadOrder { field: LeadOrderField::CreatedAt, direction: Direction::Desc, nulls: Nulls::Last };
    let order = if query.order.is_empty() { vec![newest] } else { query.order.clone() };
    let direction = order[0].direction;
    let mut keys: Vec<OrderKey> = order.iter().map(order_key).collect();
    keys.push(OrderKey {
        name: "id",
        expr: column(lead::Column::Id),
        kind: KeyKind::Uuid,
        direction,
        nulls: Nulls::Never,
    });
    let values = |row: &lead::Model| {
        let fields = order.iter().map(|order| value(row, order.field));
        fields.chain([KeyValue::Uuid(row.id.0)]).collect()
    };
    fetch_page(ctx.db.conn(), select(ctx, query), &keys, values, page).await
}

/// How many there are.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, query: &LeadQuery) -> Result<u64> {
    Ok(select(ctx, query).count(ctx.db.conn()).await?)
}

/// One, or none when it does not exist or the reader may not see it.
///
/// # Errors
/// The database failed.
pub async fn get(ctx: &Ctx, id: LeadId) -> Result<Option<lead::Model>> {
    Ok(visible_to(&ctx.actor).filter(lead::Column::Id.eq(id)).one(ctx.db.conn()).await?)
}

/// The one with this number.
///
/// # Errors
/// The database failed.
pub async fn get_by_number(ctx: &Ctx, number: i64) -> Result<Option<lead::Model>> {
    Ok(visible_to(&ctx.actor).filter(lead::Column::Number.eq(number)).one(ctx.db.conn()).await?)
}

fn select(ctx: &Ctx, query: &LeadQuery) -> Select<lead::Entity> {
    let mut select = visible_to(&ctx.actor);
    if let Some(condition) = &query.condition {
        select = select.filter(condition.clone());
    }
    match &query.search {
        Some(search) => select.filter(matching(ctx.db.backend(), search)),
        None => select,
    }
}

fn order_key(order: &LeadOrder) -> OrderKey {
    let (name, column_name, kind, nullable) = match order.field {
        LeadOrderField::CreatedAt => ("created", lead::Column::CreatedAt, KeyKind::Time, false),
        LeadOrderField::UpdatedAt => ("updated", lead::Column::UpdatedAt, KeyKind::Time, false),
        LeadOrderField::Number => ("number", lead::Column::Number, KeyKind::Int, false),
        LeadOrderField::LastTouchAt => ("touch", lead::Column::LastTouchAt, KeyKind::Time, false),
        LeadOrderField::ExpectedCompletionDate => {
            ("expected", lead::Column::ExpectedCompletionDate, KeyKind::Date, true)
        }
        LeadOrderField::TargetAmount => ("amount", lead::Column::TargetAmountMinor, KeyKind::Int, true),
    };
    let nulls = if nullable { order.nulls } else { Nulls::Never };
    OrderKey { name, expr: column(column_name), kind, direction: order.direction, nulls }
}

fn value(row: &lead::Model, field: LeadOrderField) -> KeyValue {
    match field {
        LeadOrderField::CreatedAt => KeyValue::Time(row.created_at),
        LeadOrderField::UpdatedAt => KeyValue::Time(row.updated_at),
        LeadOrderField::Number => KeyValue::Int(row.number),
        LeadOrderField::LastTouchAt => KeyValue::Time(row.last_touch_at),
        LeadOrderField::ExpectedCompletionDate => {
            row.expected_completion_date.map_or(KeyValue::Null, KeyValue::Date)
        }
        LeadOrderField::TargetAmount => row.target_amount_minor.map_or(KeyValue::Null, KeyValue::Int),
    }
}

fn column(column: lead::Column) -> sea_orm::sea_query::SimpleExpr {
    Expr::col((lead::Entity, column))
}
