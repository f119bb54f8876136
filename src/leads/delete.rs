//! Deleting a lead softly, and bringing it back.

use entity::{EventType, LeadId, lead};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::{
    handover::{Queues, settle_waiting},
    save::{self, Written},
};
use crate::{
    auth::{
        policy::{self, Action},
        visible_deleted,
    },
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
        check(ctx, &old)?;
        let new = lead::Model { deleted_at: Some(ctx.clock.now()), ..old.clone() };
        let gone = lead::Model { waiting_since: None, ..new.clone() };
        let data = Queues::between(Some(&old), &gone).noted_in(json!({}));
        keep(ctx, tx, &old, new, EventType::LeadDeleted, data).await
    })
    .await
}

/// Brings a deleted lead back as it was: one that the actor saw before it was deleted.
///
/// # Errors
/// `FORBIDDEN`, or `NOT_FOUND` when there is no deleted lead with this id.
pub async fn restore(ctx: &Ctx, id: LeadId, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::DeleteLead)?;
    ctx.write("restoreLead", mode, &id, async |tx| {
        let deleted = visible_deleted(&ctx.actor).filter(lead::Column::Id.eq(id)).lock_exclusive();
        let old = deleted.one(&**tx).await?.ok_or_else(|| Error::not_found("deleted lead", "id"))?;
        check(ctx, &old)?;
        // What waited then begins to wait now.
        let mut new = lead::Model { deleted_at: None, waiting_since: None, ..old.clone() };
        settle_waiting(old.unit_id, &mut new, ctx.clock.now());
        let data = Queues::between(None, &new).noted_in(json!({}));
        keep(ctx, tx, &old, new, EventType::LeadRestored, data).await
    })
    .await
}

fn check(ctx: &Ctx, lead: &lead::Model) -> Result<()> {
    policy::may_with(&ctx.actor, Action::DeleteLead, lead).map_err(|problem| Error::Refused(vec![problem]))
}

async fn keep(
    ctx: &Ctx,
    tx: &Tx,
    old: &lead::Model,
    new: lead::Model,
    kind: EventType,
    data: Value,
) -> Result<Written> {
    let (lead, _) = save::save(ctx, &**tx, old, new).await?;
    ctx.note(tx, Note::changed(kind, old, &lead).data(data)).await?;
    Ok(Written { lead, communications: Vec::new() })
}
