//! One page of rows that are found in several places: each place is walked in the order of the page by an index of its
//! own, and no further than the page is long. A condition that is true in any of the places would instead walk all rows
//! until the page is full, or sort all that are found.

use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryResult, QuerySelect,
    QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType},
};

use super::{
    cursor::PageRequest,
    keyset::{KeyValue, OrderKey, Page, fetch_between, order_by, ordering, within},
    limited,
};
use crate::error::Result;

/// Values that are bound in one statement at most: far fewer than either database binds.
const MAX_VALUES: usize = 10_000;
/// What the rows of the page are called.
const PAGE: &str = "page";

/// Where rows are found.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// Conditions on the table, each with an index that has the rows in the order of the page.
    pub places: Vec<Condition>,
    /// What all rows must fulfil.
    pub condition: Condition,
}

/// Reads one page of the rows that are in any of the places. `select` says what is read of them, and filters nothing.
/// `keys` must order the rows totally, by columns that always have a value; the last one is the primary key. None when
/// the statement would be too large.
///
/// # Errors
/// The cursor belongs to another order, or the database fails.
pub async fn fetch_pieces<E: EntityTrait, M>(
    connection: &impl ConnectionTrait,
    mut select: Select<E>,
    pieces: &Pieces,
    keys: &[OrderKey],
    key_values: impl Fn(&M) -> Vec<KeyValue>,
    request: &PageRequest,
    read: impl Fn(&QueryResult) -> std::result::Result<M, DbErr>,
) -> Result<Option<Page<M>>> {
    let Some(nearest) = nearest::<E>(connection, pieces, keys, request)? else { return Ok(None) };
    let names = |(index, key): (usize, &OrderKey)| OrderKey { expr: of_page(index), ..key.clone() };
    let named: Vec<_> = keys.iter().enumerate().map(names).collect();
    if let (Some(id), Some(named)) = (keys.last(), named.last()) {
        let same = id.expr.clone().eq(named.expr.clone());
        QueryTrait::query(&mut select).join_subquery(JoinType::InnerJoin, nearest, Alias::new(PAGE), same);
    }
    fetch_between(connection, select, &named, key_values, request, read).await.map(Some)
}

/// The keys of the rows on the page, found in all places.
fn nearest<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<Option<SelectStatement>> {
    let mut all: Option<SelectStatement> = None;
    for (index, place) in pieces.places.iter().enumerate() {
        let part = in_place::<E>(place, pieces, keys, request)?;
        if all.is_none() {
            let values = limited::statement(connection.get_database_backend(), &part).values;
            if values.map_or(0, |values| values.0.len()) * pieces.places.len() > MAX_VALUES {
                return Ok(None);
            }
        }
        // Within a subquery of its own: a part of a union has no order and no limit on SQLite.
        let mut part = Query::select().from_subquery(part, Alias::new(format!("place{index}"))).to_owned();
        part.columns((0..keys.len()).map(name));
        match &mut all {
            None => all = Some(part),
            Some(all) => {
                all.union(UnionType::Distinct, part);
            }
        }
    }
    Ok(all.map(|mut all| {
        for (index, key) in keys.iter().enumerate() {
            all.order_by(name(index), ordering(key, request.backward).0);
        }
        all.limit(request.limit + 1).to_owned()
    }))
}

/// The keys of the rows that one place has for the page.
fn in_place<E: EntityTrait>(
    place: &Condition,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<SelectStatement> {
    let rows = E::find().filter(place.clone()).filter(pieces.condition.clone()).select_only();
    let mut rows = within(rows, keys, request)?;
    for key in keys {
        rows = order_by(rows, key, request.backward);
    }
    let mut rows = rows.into_query();
    for (index, key) in keys.iter().enumerate() {
        rows.expr_as(key.expr.clone(), name(index));
    }
    Ok(rows.limit(request.limit + 1).to_owned())
}

fn name(index: usize) -> Alias {
    Alias::new(format!("key{index}"))
}

fn of_page(index: usize) -> SimpleExpr {
    Expr::col((Alias::new(PAGE), name(index)))
}
