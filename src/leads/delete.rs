//! Deleting a lead softly, and bringing it back.

use entity::{EventType, LeadId, lead};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::save::{self, Written};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode},
    db::Tx,
    error::{Error, Result},
    events::Note,
};

/// Deletes a lead: it is gone for everybody until it is restored. Mail that waits for it is not sent.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`.
pub async fn delete(ctx: &Ctx, id: LeadId, expected_version: Option<i32>, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::DeleteLead)?;
    ctx.write("deleteLead", mode, &(id, expected_version), async |tx| {
        let old = save::load(ctx, tx, id, expected_version).await?;
        let new = lead::Model { deleted_at: Some(ctx.clock.now()), ..old.clone() };
        keep(ctx, tx, &old, new, EventType::LeadDeleted).await
    })
    .await
}

/// Brings a deleted lead back as it was.
///
/// # Errors
/// `FORBIDDEN`, or `NOT_FOUND` when there is no deleted lead with this id.
pub async fn restore(ctx: &Ctx, id: LeadId, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::DeleteLead)?;
    ctx.write("restoreLead", mode, &id, async |tx| {
        let deleted =
            lead::Entity::find_by_id(id).filter(lead::Column::DeletedAt.is_not_null()).lock_exclusive();
        let old = deleted.one(&**tx).await?.ok_or_else(|| Error::not_found("deleted lead", "id"))?;
        let new = lead::Model { deleted_at: None, ..old.clone() };
        keep(ctx, tx, &old, new, EventType::LeadRestored).await
    })
    .await
}

async fn keep(ctx: &Ctx, tx: &Tx, old: &lead::Model, new: lead::Model, kind: EventType) -> Result<Written> {
    let (lead, _) = save::save(ctx, &**tx, old, new).await?;
    ctx.note(tx, Note::changed(kind, old, &lead)).await?;
    Ok(Written { lead, communications: Vec::new() })
}
