//! Taking documents off the list.

use entity::document;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::{DocumentId, version};
use crate::{context::Ctx, error::Result};

/// Takes off the list what has this id, or this hash; returns how many ids that were.
///
/// # Errors
/// The database failed.
pub async fn remove(ctx: &Ctx, id: &DocumentId) -> Result<u64> {
    let tx = ctx.db.begin().await?;
    version::renew(ctx, &tx).await?;
    let named = Condition::any()
        .add(document::Column::Id.eq(id.to_string()))
        .add(document::Column::Sha256.eq(id.to_string()));
    let removed = document::Entity::delete_many().filter(named).exec(&*tx).await?.rows_affected;
    if removed > 0 {
        tx.commit().await?;
    }
    Ok(removed)
}
