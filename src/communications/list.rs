//! Reading communications: only those about leads that the reader may see.

use entity::{CommunicationId, LeadId, communication, lead};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    auth::Actor,
    context::Ctx,
    db::{Direction, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
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
    let keys = [key("created_at", communication::Column::CreatedAt), key("id", communication::Column::Id)];
    let values = |row: &communication::Model| vec![KeyValue::Time(row.created_at), KeyValue::Uuid(row.id.0)];
    fetch_page(ctx.db.conn(), select(ctx, query), &keys, values, page).await
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

/// Those of several leads at once, newest first, at most `limit` of each: for loaders.
///
/// # Errors
/// The database failed.
pub async fn of_leads(ctx: &Ctx, leads: &[LeadId], limit: u64) -> Result<Vec<communication::Model>> {
    let rank = Expr::cust("row_number() over (partition by lead_id order by created_at desc, id desc)");
    let ranked = Query::select()
        .column(communication::Column::Id)
        .expr_as(rank, "place")
        .from(communication::Entity)
        .and_where(Expr::col(communication::Column::LeadId).is_in(leads.iter().map(|lead| lead.0)))
        .to_owned();
    let nearest = Query::select()
        .column(communication::Column::Id)
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").lte(limit))
        .to_owned();
    let rows = visible_to(&ctx.actor)
        .filter(communication::Column::Id.in_subquery(nearest))
        .order_by_desc(communication::Column::CreatedAt)
        .order_by_desc(communication::Column::Id);
    Ok(rows.all(ctx.db.conn()).await?)
}

fn select(ctx: &Ctx, query: &CommunicationQuery) -> Select<communication::Entity> {
    visible_to(&ctx.actor).filter(query.condition.clone().unwrap_or_else(Condition::all))
}

/// What an actor may see follows the lead that it is about.
pub(super) fn visible_to(actor: &Actor) -> Select<communication::Entity> {
    let leads = crate::auth::visible_leads(actor);
    let leads = Query::select().column(lead::Column::Id).from(lead::Entity).cond_where(leads).to_owned();
    communication::Entity::find().filter(communication::Column::LeadId.in_subquery(leads))
}

fn key(name: &'static str, column: communication::Column) -> OrderKey {
    OrderKey {
        name,
        expr: Expr::col((communication::Entity, column)),
        direction: Direction::Desc,
        nulls: Nulls::Never,
    }
}
