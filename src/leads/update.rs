//! Changing a lead's fields, and who works on it.

use entity::{EventType, LeadId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    details,
    handover::{self, Act, Why},
    lists::Lists,
    patch::LeadPatch,
    save::{self, Written},
};
use crate::{
    auth::policy::{self, Action},
    communications::Triggers,
    context::{Ctx, Mode},
    error::{Error, Problem, Result},
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
        // Whoever makes themselves the assignee of a lead that nobody works on accepts it.
        let takes =
            old.assignee_id.is_none() && new.assignee_id.is_some_and(|id| ctx.actor.user_id() == Some(id));
        let (act, action) =
            if takes { (Act::Accept, Action::AcceptLead) } else { (Act::Give, Action::AssignLead) };
        let handover = handover::settle(ctx, Some(&old), &mut new, Why { act, ..Why::default() });
        // Also when its unit changes while somebody works on it: other managers would see it.
        if handover.is_some() || new.unit_id != old.unit_id {
            policy::may_with(&ctx.actor, action, &old).map_err(|problem| {
                Error::Refused(vec![Problem { field: vec!["assignee_id".into()], ..problem }])
            })?;
        }
        let (lead, changed) = save::save(ctx, &**tx, &old, new).await?;
        if changed.is_empty() {
            return Ok(Written { lead, communications: Vec::new() });
        }
        let updated = Note::changed(EventType::LeadUpdated, &old, &lead).data(json!({ "changed": changed }));
        let mut happened = vec![ctx.event(updated)];
        let mut causes = Vec::new();
        if let Some(handover) = &handover {
            let handed = handover.event(ctx, None, &lead);
            causes.extend(handover.cause(&lead, handed.id.0));
            happened.push(handed);
        }
        events::append(&**tx, happened).await?;
        handover::keep(tx, handover.into_iter().collect()).await?;
        let communications = match causes.as_slice() {
            [] => Vec::new(),
            causes => Triggers::load(&**tx).await?.call(ctx, &**tx, causes).await?,
        };
        Ok(Written { communications, lead })
    })
    .await
}
