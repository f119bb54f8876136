//! Reading the list.

use chrono::{DateTime, Utc};
use entity::document::{Column, Entity};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Func},
};

use super::Sha256Hash;
use crate::error::{Error, Result};

/// One document, without its text.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Entry {
    /// How clients name it.
    pub id: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Names of its operations.
    pub name: String,
    /// Characters of its text.
    pub length: i32,
    /// When it was put on the list.
    pub added_at: DateTime<Utc>,
}

/// The whole list, by name.
///
/// # Errors
/// The database failed.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<Entry>> {
    let length = Expr::expr(Func::char_length(Column::Body.into_expr())).cast_as("integer");
    let entries = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Sha256, Column::Name, Column::AddedAt])
        .column_as(length, "length")
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id);
    Ok(entries.into_model().all(connection).await?)
}

/// Every id, with the hash of its text.
///
/// # Errors
/// The database failed.
pub async fn index(connection: &impl ConnectionTrait) -> Result<Vec<(String, Sha256Hash)>> {
    let rows: Vec<(String, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Sha256])
        .into_tuple()
        .all(connection)
        .await?;
    let read = |(id, sha256): (String, String)| {
        let hash = Sha256Hash::parse(&sha256);
        hash.map(|hash| (id, hash)).ok_or_else(|| Error::fault("a document's hash is no SHA-256"))
    };
    rows.into_iter().map(read).collect()
}

/// The text with this hash.
///
/// # Errors
/// The database failed.
pub async fn text(connection: &impl ConnectionTrait, hash: Sha256Hash) -> Result<Option<String>> {
    let found = Entity::find().select_only().column(Column::Body).filter(Column::Sha256.eq(hash.to_string()));
    Ok(found.limit(1).into_tuple().one(connection).await?)
}
