//! Reading communications: only those about leads that the reader may see.

use std::collections::HashMap;

use entity::{CommunicationId, LeadId, communication};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};

use crate::{
    auth::{Actor, about_visible_leads},
    context::Ctx,
    db::{Direction, Groups, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page, fetch_pages},
    error::Result,
};

/// Which communications are wanted, newest first.
#[derive(Clone, Debug, Default)]
pub struct CommunicationQuery {
    /// Conditions on the table `communications`.
    pub condition: Option<Condition>,
}

/// One page.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn list(
    ctx: &Ctx,
    query: &CommunicationQuery,
    page: &PageRequest,
) -> Result<Page<communication::Model>> {
    fetch_page(ctx.db.conn(), select(ctx, query), &keys(), key_values, page).await
}

/// How many there are.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, query: &CommunicationQuery) -> Result<u64> {
    Ok(select(ctx, query).count(ctx.db.conn()).await?)
}

/// One, or none when it does not exist or concerns a lead that the reader may not see.
///
/// # Errors
/// The database failed.
pub async fn get(ctx: &Ctx, id: CommunicationId) -> Result<Option<communication::Model>> {
    Ok(visible_to(&ctx.actor).filter(communication::Column::Id.eq(id)).one(ctx.db.conn()).await?)
}

/// One page of each of several leads at once, newest first: for loaders. Leads without communications are missing.
///
/// # Errors
/// The cursor belongs to another order, or the database failed.
pub async fn of_leads(
    ctx: &Ctx,
    leads: &[LeadId],
    page: &PageRequest,
) -> Result<HashMap<LeadId, Page<communication::Model>>> {
    let groups = Groups {
        column: communication::Column::LeadId,
        id: communication::Column::Id,
        of: &|row: &communication::Model| row.lead_id,
    };
    fetch_pages(ctx.db.conn(), about(ctx, leads), groups, &keys(), key_values, page).await
}

/// How many each of several leads has: for loaders. Leads without communications are missing.
///
/// # Errors
/// The database failed.
pub async fn counts_of_leads(ctx: &Ctx, leads: &[LeadId]) -> Result<HashMap<LeadId, u64>> {
    let counts = about(ctx, leads)
        .select_only()
        .column(communication::Column::LeadId)
        .column_as(communication::Column::Id.count(), "count")
        .group_by(communication::Column::LeadId);
    let counts: Vec<(LeadId, i64)> = counts.into_tuple().all(ctx.db.conn()).await?;
    Ok(counts.into_iter().map(|(lead, count)| (lead, u64::try_from(count).unwrap_or(0))).collect())
}

fn about(ctx: &Ctx, leads: &[LeadId]) -> Select<communication::Entity> {
    visible_to(&ctx.actor).filter(communication::Column::LeadId.is_in(leads.iter().copied()))
}

fn select(ctx: &Ctx, query: &CommunicationQuery) -> Select<communication::Entity> {
    visible_to(&ctx.actor).filter(query.condition.clone().unwrap_or_else(Condition::all))
}

/// What an actor may see follows the lead that it is about.
pub fn visible_to(actor: &Actor) -> Select<communication::Entity> {
    communication::Entity::find().filter(about_visible_leads(actor, communication::Column::LeadId))
}

fn keys() -> [OrderKey; 2] {
    let key = |name, column, kind| OrderKey {
        name,
        expr: Expr::col((communication::Entity, column)),
        kind,
        direction: Direction::Desc,
        nulls: Nulls::Never,
    };
    [
        key("created_at", communication::Column::CreatedAt, KeyKind::Time),
        key("id", communication::Column::Id, KeyKind::Uuid),
    ]
}

fn key_values(row: &communication::Model) -> Vec<KeyValue> {
    vec![KeyValue::Time(row.created_at), KeyValue::Uuid(row.id.0)]
}
