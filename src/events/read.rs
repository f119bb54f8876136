//! Reading the log on from a place, without ever stepping over an entry that becomes visible later.

use entity::{LeadId, event};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait},
};

use super::Place;
use crate::{db::Db, error::Result};

/// Entries after `place`, or only those about one lead, oldest first, at most `limit`.
///
/// # Errors
/// The database failed.
pub async fn read(db: &Db, place: Place, about: Option<LeadId>, limit: u64) -> Result<Vec<event::Model>> {
    let after = Condition::any()
        .add(event::Column::Tx.gt(place.tx))
        .add(Condition::all().add(event::Column::Tx.eq(place.tx)).add(event::Column::Seq.gt(place.seq)));
    let entries = settled(db)
        .filter(event::Column::Tx.gte(place.tx))
        .filter(after)
        .filter(Condition::all().add_option(about.map(|lead| event::Column::LeadId.eq(lead))))
        .order_by_asc(event::Column::Tx)
        .order_by_asc(event::Column::Seq)
        .limit(limit);
    Ok(entries.all(db.conn()).await?)
}

/// The end of the log as of now.
///
/// # Errors
/// The database failed.
pub async fn end(db: &Db) -> Result<Place> {
    let newest = settled(db).order_by_desc(event::Column::Tx).order_by_desc(event::Column::Seq).limit(1);
    Ok(newest.one(db.conn()).await?.as_ref().map(Place::from).unwrap_or_default())
}

/// Entries of transactions before which no other can become visible any more. `PostgreSQL` hands out sequence
/// numbers when rows are written, not when they are committed: an entry may appear *before* one that was read.
pub(super) fn settled(db: &Db) -> Select<event::Entity> {
    let entries = event::Entity::find();
    match db.conn().get_database_backend() {
        DbBackend::Postgres => entries.filter(
            Expr::col(event::Column::Tx)
                .lt(Expr::cust("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")),
        ),
        _ => entries,
    }
}
