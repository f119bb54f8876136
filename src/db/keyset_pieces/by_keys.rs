//! For `SQLite`: which rows are on the page is found by their keys alone, which the indexes have; only those are read.
//! It merges the parts of a union in the order of the whole, and takes rows that are in several of them once.

use sea_orm::{
    EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, SelectStatement, SimpleExpr, UnionType},
};

use super::super::{
    cursor::PageRequest,
    keyset::{OrderKey, ordering, within},
    pieces::Pieces,
};
use crate::error::Result;

/// What the rows of the page are called.
const PAGE: &str = "page";

/// The rows of the page; none when there is no place.
pub(super) fn statement<E: EntityTrait>(
    mut select: Select<E>,
    pieces: &Pieces,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<Option<SelectStatement>> {
    let places: Vec<_> = (0..pieces.places.len())
        .map(|place| in_place::<E>(pieces, place, keys, request))
        .collect::<Result<_>>()?;
    let all = places.into_iter().reduce(|mut all, place| all.union(UnionType::Distinct, place).to_owned());
    let (Some(all), Some((id, last))) = (all, keys.last().zip(keys.len().checked_sub(1))) else {
        return Ok(None);
    };
    let nearest = first(all, keys, request, |index| Expr::col(name(index)));
    let same = id.expr.clone().eq(of_page(last));
    QueryTrait::query(&mut select).join_subquery(JoinType::InnerJoin, nearest, Alias::new(PAGE), same);
    Ok(Some(first(select.into_query(), keys, request, of_page)))
}

/// The keys of the rows that one place has for the page.
fn in_place<E: EntityTrait>(
    pieces: &Pieces,
    place: usize,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<SelectStatement> {
    let rows = E::find().filter(pieces.places[place].clone()).filter(pieces.condition.clone());
    let mut rows = within(rows.select_only(), keys, request)?.into_query();
    for (index, key) in keys.iter().enumerate() {
        rows.expr_as(key.expr.clone(), name(index));
    }
    Ok(rows)
}

/// As many of the rows as the page has, and one more, in its order.
fn first(
    mut rows: SelectStatement,
    keys: &[OrderKey],
    request: &PageRequest,
    key_at: impl Fn(usize) -> SimpleExpr,
) -> SelectStatement {
    for (index, key) in keys.iter().enumerate() {
        rows.order_by_expr(key_at(index), ordering(key, request.backward).0);
    }
    rows.limit(request.limit + 1).to_owned()
}

fn name(index: usize) -> Alias {
    Alias::new(format!("key{index}"))
}

fn of_page(index: usize) -> SimpleExpr {
    Expr::col((Alias::new(PAGE), name(index)))
}
