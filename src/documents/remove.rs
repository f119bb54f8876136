//! Taking documents off the list.

use entity::{EventType, document};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::{DocumentId, version};
use crate::{
    context::Ctx,
    error::Result,
    events::{self, Note},
};

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
    let removed = document::Entity::delete_many().filter(named).exec_with_returning(&*tx).await?;
    if !removed.is_empty() {
        let note = |document| ctx.event(Note::removed(EventType::DocumentRemoved, document));
        events::append(&tx, removed.iter().map(note).collect()).await?;
        tx.commit().await?;
    }
    Ok(removed.len() as u64)
}
