//! One page of rows that are found in several places: each place is walked in the order of the page by an index of its
//! own, and no further than the page is long. A condition that is true in any of the places would instead walk all rows
//! until the page is full, or sort all that are found.

mod by_keys;
mod by_rows;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryResult, Select};

use super::{
    cursor::PageRequest,
    keyset::{KeyValue, OrderKey, Page, fetch_rows},
    limited,
    pieces::Pieces,
};
use crate::error::Result;

/// Values that are bound in one statement at most: far fewer than either database binds.
const MAX_VALUES: usize = 10_000;

/// Reads one page of the rows that are in any of the places. `select` says what is read of them, `keys` among it, and
/// filters nothing. `keys` must order the rows totally, by columns that always have a value; the last one is the primary
/// key. None when the statement would be too large.
///
/// # Errors
/// The cursor belongs to another order, or the database fails.
pub async fn fetch_pieces<E: EntityTrait, M>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    pieces: &Pieces,
    keys: &[OrderKey],
    key_values: impl Fn(&M) -> Vec<KeyValue>,
    request: &PageRequest,
    read: impl Fn(&QueryResult) -> std::result::Result<M, DbErr>,
) -> Result<Option<Page<M>>> {
    let backend = connection.get_database_backend();
    let statement = match backend {
        DbBackend::Sqlite => by_keys::statement(select, pieces, keys, request)?,
        _ => by_rows::statement(&select, pieces, keys, request)?,
    };
    let Some(statement) = statement.map(|statement| limited::statement(backend, &statement)) else {
        return Ok(None);
    };
    if statement.values.as_ref().is_some_and(|values| values.0.len() > MAX_VALUES) {
        return Ok(None);
    }
    fetch_rows(connection, statement, keys, key_values, request, read).await.map(Some)
}
