//! One page for each of several groups of rows, in one statement: the first communications of each of fifty leads
//! cost what those of one lead cost in round trips.

use std::{collections::HashMap, hash::Hash};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, WindowStatement},
};

use super::{
    cursor::PageRequest,
    keyset::{KeyValue, OrderKey, Page, order_by, ordering, page, within},
};
use crate::error::Result;

/// How rows fall into groups.
pub struct Groups<'a, E: EntityTrait, G> {
    /// The column whose value makes the group.
    pub column: E::Column,
    /// The primary key.
    pub id: E::Column,
    /// The group of a row.
    pub of: &'a (dyn Fn(&E::Model) -> G + Sync),
}

/// Reads one page of each group that has rows. `keys` must order the rows totally: the last one is an id.
///
/// # Errors
/// The cursor belongs to another order, or the database fails.
pub async fn fetch_pages<E: EntityTrait, G: Eq + Hash>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    groups: Groups<'_, E, G>,
    keys: &[OrderKey],
    key_values: impl Fn(&E::Model) -> Vec<KeyValue>,
    request: &PageRequest,
) -> Result<HashMap<G, Page<E::Model>>> {
    let place = Alias::new("place");
    let mut window = WindowStatement::partition_by(groups.column.as_column_ref());
    for key in keys {
        match ordering(key, request.backward) {
            (order, None) => window.order_by_expr(key.expr.clone(), order),
            (order, Some(nulls)) => window.order_by_expr_with_nulls(key.expr.clone(), order, nulls),
        };
    }
    let mut ranked = within(select, keys, request)?.select_only().column(groups.id).into_query();
    ranked.expr_window_as(Expr::cust("row_number()"), window, place.clone());
    let nearest = Query::select()
        .column(groups.id)
        .from_subquery(ranked, Alias::new("ranked"))
        .and_where(Expr::col(place).lte(request.limit + 1))
        .to_owned();
    let mut rows = E::find().filter(groups.id.in_subquery(nearest));
    for key in keys {
        rows = order_by(rows, key, request.backward);
    }
    let mut sorted: HashMap<G, Vec<E::Model>> = HashMap::new();
    for row in rows.all(connection).await? {
        sorted.entry((groups.of)(&row)).or_default().push(row);
    }
    let pages = sorted.into_iter().map(|(group, rows)| (group, page(rows, keys, &key_values, request)));
    Ok(pages.collect())
}
