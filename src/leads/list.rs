//! Reading leads: one, or a page of those that fulfil a condition.

use std::sync::Arc;

use entity::{LeadId, lead, user};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryResult, QuerySelect, sea_query::Expr};

use super::{assignees, reader};
use crate::{
    auth::visible_to,
    context::Ctx,
    db::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_parts, fetch_pieces},
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
    /// Since when it waits.
    WaitingSince,
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
    /// Whether the condition has an index of its own, in which it finds few leads.
    pub is_narrow: bool,
    /// Full text.
    pub search: Option<String>,
    /// Newest first when empty.
    pub order: Vec<LeadOrder>,
}

/// What of the leads on a page is read: only what somebody will look at.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Columns of the leads; their id and what they are ordered by is read in any case.
    pub lead: Vec<lead::Column>,
    /// Whether their assignees are.
    pub assignee: bool,
}

/// A lead of which some columns were read; the others are blank.
#[derive(Clone, Debug)]
pub struct LeadPart {
    /// The lead. Rows are wide, and would be copied at each step.
    pub lead: Arc<lead::Model>,
    /// Its assignee, if it has one and assignees were asked for.
    pub assignee: Option<Arc<user::Model>>,
}

/// One page, with the assignees.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn list(ctx: &Ctx, query: &LeadQuery, page: &PageRequest, parts: Parts) -> Result<Page<LeadPart>> {
    let order = order_of(query);
    let Parts { lead: mut columns, assignee } = parts;
    columns.extend(order.iter().map(|order| order.field.column()).chain([lead::Column::Id]));
    if assignee {
        columns.push(lead::Column::AssigneeId);
    }
    columns.sort_unstable_by_key(|column| *column as usize);
    columns.dedup_by_key(|column| *column as usize);
    let read_of = lead::Entity::find().select_only().columns(columns.iter().copied());
    let read = |row: &QueryResult| lead::Model::of_part(row, 0, &columns).map(Arc::new);
    let (connection, keys) = (ctx.db.reads(), keys(&order));
    let values = |lead: &Arc<lead::Model>| values(lead, &order);
    let in_pieces = match reader::pieces(ctx, query).filter(|_| is_by_creation(&order)) {
        Some(pieces) => fetch_pieces(connection, read_of.clone(), &pieces, &keys, values, page, read).await?,
        None => None,
    };
    let page = if let Some(page) = in_pieces {
        page
    } else {
        let rows = read_of.filter(reader::condition(ctx, query).await?);
        fetch_parts(connection, rows, &keys, values, page, read).await?
    };
    let assignees = page.rows.iter().filter_map(|(_, lead)| lead.assignee_id.filter(|_| assignee));
    let assignees = assignees::read(ctx, assignees).await?;
    Ok(page
        .map(|lead| LeadPart { assignee: lead.assignee_id.and_then(|id| assignees.get(&id).cloned()), lead }))
}

/// The order in which each place has an index.
fn is_by_creation(order: &[LeadOrder]) -> bool {
    matches!(order, [LeadOrder { field: LeadOrderField::CreatedAt, .. }])
}

fn order_of(query: &LeadQuery) -> Vec<LeadOrder> {
    let newest =
        LeadOrder { field: LeadOrderField::CreatedAt, direction: Direction::Desc, nulls: Nulls::Last };
    if query.order.is_empty() { vec![newest] } else { query.order.clone() }
}

fn keys(order: &[LeadOrder]) -> Vec<OrderKey> {
    let direction = order[0].direction;
    let id = OrderKey {
        name: "id",
        expr: column(lead::Column::Id),
        kind: KeyKind::Uuid,
        direction,
        nulls: Nulls::Never,
    };
    order.iter().map(order_key).chain([id]).collect()
}

fn values(row: &lead::Model, order: &[LeadOrder]) -> Vec<KeyValue> {
    let fields = order.iter().map(|order| value(row, order.field));
    fields.chain([KeyValue::Uuid(row.id.0)]).collect()
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

impl LeadOrderField {
    fn column(self) -> lead::Column {
        match self {
            Self::CreatedAt => lead::Column::CreatedAt,
            Self::UpdatedAt => lead::Column::UpdatedAt,
            Self::Number => lead::Column::Number,
            Self::LastTouchAt => lead::Column::LastTouchAt,
            Self::ExpectedCompletionDate => lead::Column::ExpectedCompletionDate,
            Self::TargetAmount => lead::Column::TargetAmountMinor,
            Self::WaitingSince => lead::Column::WaitingSince,
        }
    }
}

fn order_key(order: &LeadOrder) -> OrderKey {
    let (name, kind, nullable) = match order.field {
        LeadOrderField::CreatedAt => ("created", KeyKind::Time, false),
        LeadOrderField::UpdatedAt => ("updated", KeyKind::Time, false),
        LeadOrderField::Number => ("number", KeyKind::Int, false),
        LeadOrderField::LastTouchAt => ("touch", KeyKind::Time, false),
        LeadOrderField::ExpectedCompletionDate => ("expected", KeyKind::Date, true),
        LeadOrderField::TargetAmount => ("amount", KeyKind::Int, true),
        LeadOrderField::WaitingSince => ("waiting", KeyKind::Time, true),
    };
    let nulls = if nullable { order.nulls } else { Nulls::Never };
    OrderKey { name, expr: column(order.field.column()), kind, direction: order.direction, nulls }
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
        LeadOrderField::WaitingSince => row.waiting_since.map_or(KeyValue::Null, KeyValue::Time),
        LeadOrderField::TargetAmount => row.target_amount_minor.map_or(KeyValue::Null, KeyValue::Int),
    }
}

fn column(column: lead::Column) -> sea_orm::sea_query::SimpleExpr {
    Expr::col((lead::Entity, column))
}
