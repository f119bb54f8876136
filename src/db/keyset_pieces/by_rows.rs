//! For `PostgreSQL`: it merges parts that are ordered by themselves, and reads no more rows of them than the page has.
//! That no part needs more, it has to be told, and that a row is wanted once.

use sea_orm::{
    EntityTrait, QueryFilter, QueryTrait, Select,
    sea_query::{Alias, Asterisk, ColumnRef, Query, SelectStatement, SimpleExpr, UnionType},
};

use super::super::{
    cursor::PageRequest,
    keyset::{OrderKey, order_by, ordering, within},
    pieces::Pieces,
};
use crate::error::Result;

/// The rows of the page; none when there is no place, or something else than columns to order by.
pub(super) fn statement<E: EntityTrait>(
    select: &Select<E>,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<Option<SelectStatement>> {
    let Some(columns) = keys.iter().map(column).collect::<Option<Vec<_>>>() else { return Ok(None) };
    let mut all: Option<SelectStatement> = None;
    for (index, place) in pieces.places.iter().enumerate() {
        let rows = select.clone().filter(place.clone()).filter(pieces.condition.clone());
        let mut rows = within(rows, keys, request)?;
        for key in keys {
            rows = order_by(rows, key, request.backward);
        }
        let rows = rows.into_query().limit(request.limit + 1).to_owned();
        let place = every(rows, format!("place{index}"));
        all = Some(match all {
            None => place,
            Some(mut all) => all.union(UnionType::All, place).to_owned(),
        });
    }
    // Under the name of the table, so that its columns are written as they are there.
    Ok(all.map(|all| {
        let mut once = every(all, E::default().table_name().to_owned()).distinct_on(columns).to_owned();
        for key in keys {
            once.order_by_expr(key.expr.clone(), ordering(key, request.backward).0);
        }
        once.limit(request.limit + 1).to_owned()
    }))
}

fn every(rows: SelectStatement, alias: String) -> SelectStatement {
    Query::select().column(Asterisk).from_subquery(rows, Alias::new(alias)).to_owned()
}

fn column(key: &OrderKey) -> Option<ColumnRef> {
    match &key.expr {
        SimpleExpr::Column(column) => Some(column.clone()),
        _ => None,
    }
}
