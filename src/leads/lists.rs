//! The definable lists, and finding their entries by key.

use entity::{lead_source, lead_type, lost_reason};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Code, Problem, Result};

/// Every kind of lead, by name.
///
/// # Errors
/// The database failed.
pub async fn lead_types(db: &impl ConnectionTrait) -> Result<Vec<lead_type::Model>> {
    Ok(lead_type::Entity::find().order_by_asc(lead_type::Column::Name).all(db).await?)
}

/// Every source, by name.
///
/// # Errors
/// The database failed.
pub async fn sources(db: &impl ConnectionTrait) -> Result<Vec<lead_source::Model>> {
    Ok(lead_source::Entity::find().order_by_asc(lead_source::Column::Name).all(db).await?)
}

/// Every lost reason, by name.
///
/// # Errors
/// The database failed.
pub async fn lost_reasons(db: &impl ConnectionTrait) -> Result<Vec<lost_reason::Model>> {
    Ok(lost_reason::Entity::find().order_by_asc(lost_reason::Column::Name).all(db).await?)
}

/// The kind of lead with this key.
pub(super) async fn lead_type(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Result<lead_type::Model, Problem>> {
    let found = lead_type::Entity::find().filter(lead_type::Column::Key.eq(key)).one(db).await?;
    let known = || async { Ok(lead_types(db).await?.into_iter().map(|entry| entry.key).collect()) };
    or_unknown(found, "lead_type_key", key, known).await
}

/// The source with this key.
pub(super) async fn source(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Result<lead_source::Model, Problem>> {
    let found = lead_source::Entity::find().filter(lead_source::Column::Key.eq(key)).one(db).await?;
    let known = || async { Ok(sources(db).await?.into_iter().map(|entry| entry.key).collect()) };
    or_unknown(found, "source_key", key, known).await
}

/// The lost reason with this key.
pub(super) async fn lost_reason(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Result<lost_reason::Model, Problem>> {
    let found = lost_reason::Entity::find().filter(lost_reason::Column::Key.eq(key)).one(db).await?;
    let known = || async { Ok(lost_reasons(db).await?.into_iter().map(|entry| entry.key).collect()) };
    or_unknown(found, "lost_reason_key", key, known).await
}

async fn or_unknown<T, F: Future<Output = Result<Vec<String>>>>(
    found: Option<T>,
    field: &str,
    key: &str,
    known: impl FnOnce() -> F,
) -> Result<Result<T, Problem>> {
    if let Some(found) = found {
        Ok(Ok(found))
    } else {
        let known = known().await?.join(", ");
        Ok(Err(Problem::new(Code::Invalid, &[field], format!("`{key}` is unknown; known: {known}"))))
    }
}
