//! One page of rows that are found in several places: each place is walked in the order of the page by an index of its
//! own, and no further than the page is long. A condition that is true in any of the places would instead walk all rows
//! until the page is full, or sort all that are found.

use sea_orm::{
    Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, JoinType, QueryFilter, QueryResult,
    QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType},
};

use super::{
    cursor::PageRequest,
    keyset::{KeyValue, OrderKey, Page, fetch_between, ordering, within},
    limited,
    pieces::Pieces,
};
use crate::error::Result;

/// Values that are bound in one statement at most: far fewer than either database binds.
const MAX_VALUES: usize = 10_000;
/// What the rows of the page are called.
const PAGE: &str = "page";

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

/// The keys of the rows on the page, found in all places. Each place gives them in order, so that either database merges
/// them and stops when the page is full.
fn nearest<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<Option<SelectStatement>> {
    let backend = connection.get_database_backend();
    let mut places = Vec::with_capacity(pieces.places.len());
    for place in &pieces.places {
        places.push(in_place::<E>(place, pieces, keys, request)?);
        let values = limited::statement(backend, &places[0]).values;
        if values.map_or(0, |values| values.0.len()) * pieces.places.len() > MAX_VALUES {
            return Ok(None);
        }
    }
    let found = match backend {
        DbBackend::Sqlite => merged(places),
        _ => merged_from_ordered(places, keys, request),
    };
    Ok(found.map(|found| first(found, keys, request)))
}

/// `SQLite` merges the parts of a union in the order of the whole, and takes rows that are in several of them once.
fn merged(places: Vec<SelectStatement>) -> Option<SelectStatement> {
    places.into_iter().reduce(|mut all, place| all.union(UnionType::Distinct, place).to_owned())
}

/// `PostgreSQL` merges parts that are ordered by themselves, and takes rows once if that is asked for outside. That no
/// part needs more rows than the page, it has to be told.
fn merged_from_ordered(
    places: Vec<SelectStatement>,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Option<SelectStatement> {
    let from = |rows: SelectStatement, alias: String| {
        Query::select().columns((0..keys.len()).map(name)).from_subquery(rows, Alias::new(alias)).to_owned()
    };
    let ordered = places.into_iter().enumerate();
    let ordered = ordered.map(|(index, place)| from(first(place, keys, request), format!("place{index}")));
    let all = ordered.reduce(|mut all, place| all.union(UnionType::All, place).to_owned())?;
    Some(from(all, "places".to_owned()).distinct().to_owned())
}

/// As many of the rows as the page has, and one more, in its order.
fn first(mut rows: SelectStatement, keys: &[OrderKey], request: &PageRequest) -> SelectStatement {
    for (index, key) in keys.iter().enumerate() {
        rows.order_by(name(index), ordering(key, request.backward).0);
    }
    rows.limit(request.limit + 1).to_owned()
}

/// The keys of the rows that one place has for the page.
fn in_place<E: EntityTrait>(
    place: &Condition,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<SelectStatement> {
    let rows = E::find().filter(place.clone()).filter(pieces.condition.clone()).select_only();
    let mut rows = within(rows, keys, request)?.into_query();
    for (index, key) in keys.iter().enumerate() {
        rows.expr_as(key.expr.clone(), name(index));
    }
    Ok(rows)
}

fn name(index: usize) -> Alias {
    Alias::new(format!("key{index}"))
}

fn of_page(index: usize) -> SimpleExpr {
    Expr::col((Alias::new(PAGE), name(index)))
}
