//! How the leads that a query asks for are found among those that its reader sees. Whoever sees everything needs the
//! query alone; for others the database would look through all leads for the few that are theirs.

use entity::lead;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use super::{list::LeadQuery, search::matching};
use crate::{
    auth::{self, visible_leads},
    context::Ctx,
    db::Pieces,
    error::Result,
};

/// Who sees leads in more places than these sees so many that a page is soon full.
const MAX_PLACES: usize = 32;
/// Who sees fewer leads than these has them all looked at, in an order that their places have no index for. Others come
/// upon theirs soon enough while all leads are gone through in that order.
const MANY: u64 = if cfg!(test) { 40 } else { 2_000 };

/// What the reader sees, place by place, where that is faster: unless the query itself finds few leads.
pub(super) fn pieces(ctx: &Ctx, query: &LeadQuery) -> Option<Pieces> {
    if query.is_narrow || query.search.is_some() {
        return None;
    }
    let places = auth::pieces(&ctx.actor).filter(|places| places.len() <= MAX_PLACES)?;
    let condition = asked(ctx, query);
    if !ctx.db.is_sqlite() || condition.is_empty() {
        return Some(Pieces { places, condition });
    }
    // SQLite keeps no statistics, and would leave the index of the place for one that the condition names. It does not
    // look for indexes inside of this.
    let holds: SimpleExpr = Expr::case(condition, true).finally(false).into();
    Some(Pieces { places, condition: Condition::all().add(holds.eq(true)) })
}

/// What the reader sees of what is asked for, in any order.
///
/// # Errors
/// The database failed.
pub(super) async fn condition(ctx: &Ctx, query: &LeadQuery) -> Result<Condition> {
    if let Some(pieces) = pieces(ctx, query)
        && pieces.have_fewer_than::<lead::Entity>(ctx.db.reads(), MANY).await?
        && let Some(ids) = pieces.ids::<lead::Entity>()
    {
        return Ok(Condition::all().add(lead::Column::Id.in_subquery(ids)));
    }
    Ok(Condition::all().add(visible_leads(&ctx.actor)).add(asked(ctx, query)))
}

/// How many leads the reader sees of what is asked for.
///
/// # Errors
/// The database failed.
pub async fn count(ctx: &Ctx, query: &LeadQuery) -> Result<u64> {
    // PostgreSQL puts the indexes of the places together by itself.
    if let Some(pieces) = pieces(ctx, query).filter(|_| ctx.db.is_sqlite()) {
        return pieces.count::<lead::Entity>(ctx.db.conn()).await;
    }
    let seen = lead::Entity::find().filter(visible_leads(&ctx.actor)).filter(asked(ctx, query));
    Ok(seen.count(ctx.db.conn()).await?)
}

/// What is asked for, whatever the reader may see.
fn asked(ctx: &Ctx, query: &LeadQuery) -> Condition {
    let found = query.search.as_ref().map(|search| matching(ctx.db.backend(), search));
    Condition::all().add_option(query.condition.clone()).add_option(found)
}
