//! Changing a lead's fields, and who works on it.

use entity::{EventType, LeadId, TriggerEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    create::event,
    details,
    lists::Lists,
    patch::LeadPatch,
    save::{self, Written},
};
use crate::{
    auth::policy::{self, Action},
    communications::{Cause, Triggers},
    context::{Ctx, Mode},
    error::Result,
    events::{self, Note},
};

/// Changes to one lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateLead {
    /// Which lead.
    pub id: LeadId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// What shall be different.
    pub fields: LeadPatch,
}

/// Changes a lead's fields.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`, or everything that is wrong with the fields, together.
pub async fn update(ctx: &Ctx, change: &UpdateLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::ProcessLead)?;
    ctx.write("updateLead", mode, change, async |tx| {
        let old = save::load(ctx, tx, change.id, change.expected_version).await?;
        let mut new = old.clone();
        let lists = Lists::load(&**tx).await?;
        details::apply(ctx, &**tx, &lists, &mut new, &change.fields).await?;
        let (lead, changed) = save::save(ctx, &**tx, &old, new).await?;
        if changed.is_empty() {
            return Ok(Written { lead, communications: Vec::new() });
        }
        let updated = Note::changed(EventType::LeadUpdated, &old, &lead).data(json!({ "changed": changed }));
        let mut happened = vec![ctx.event(updated)];
        let mut causes = Vec::new();
        if lead.assignee_id != old.assignee_id {
            let data = json!({ "assigneeId": lead.assignee_id, "previousAssigneeId": old.assignee_id });
            let assigned = event(ctx, &lead, EventType::LeadAssigned, data);
            causes.push(Cause { lead: &lead, event: TriggerEvent::Assigned, from: None, id: assigned.id.0 });
            happened.push(assigned);
        }
        events::append(&**tx, happened).await?;
        let communications = match causes.as_slice() {
            [] => Vec::new(),
            causes => Triggers::load(&**tx).await?.call(ctx, &**tx, causes).await?,
        };
        Ok(Written { communications, lead })
    })
    .await
}
