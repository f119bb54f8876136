//! Changing a lead's fields, and who works on it.

use entity::{EventType, LeadId, lead};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    details,
    handover::{self, Act, Why},
    lists::Lists,
    patch::{Change, LeadPatch},
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

/// Changes a lead's fields. Whose it is (group, unit, assignee) is for those to change who may assign it.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`, `FORBIDDEN`, or everything that is wrong with the fields, together.
pub async fn update(ctx: &Ctx, change: &UpdateLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::ChangeLead)?;
    ctx.write("updateLead", mode, change, async |tx| {
        let old = save::load(ctx, tx, change.id, change.expected_version).await?;
        check(ctx, &old, &change.fields)?;
        let mut new = old.clone();
        let lists = Lists::load(&**tx).await?;
        details::apply(ctx, &**tx, &lists, &mut new, &change.fields).await?;
        let act = if takes(ctx, &old, &change.fields) { Act::Accept } else { Act::Give };
        let handover = handover::settle(ctx, Some(&old), &mut new, Why { act, ..Why::default() });
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
        events::append(tx, happened).await?;
        handover::keep(tx, handover.into_iter().collect()).await?;
        let communications = match causes.as_slice() {
            [] => Vec::new(),
            causes => Triggers::load(&**tx).await?.call(ctx, tx, causes).await?,
        };
        Ok(Written { communications, lead })
    })
    .await
}

/// Asked of what is in the request, not of what it changes: an answer must not depend on who has the lead by then.
fn check(ctx: &Ctx, lead: &lead::Model, fields: &LeadPatch) -> Result<()> {
    let refused = |problem: Problem| Error::Refused(vec![problem]);
    policy::may_with(&ctx.actor, Action::ChangeLead, lead).map_err(refused)?;
    let LeadPatch { group_id, unit_id, assignee_id, .. } = fields;
    let of_assignee = if takes(ctx, lead, fields) { Action::AcceptLead } else { Action::AssignLead };
    let places = [
        ("group_id", group_id.is_keep(), Action::AssignLead),
        ("unit_id", unit_id.is_keep(), Action::AssignLead),
        ("assignee_id", assignee_id.is_keep(), of_assignee),
    ];
    for (field, _, action) in places.into_iter().filter(|(_, keeps, _)| !keeps) {
        policy::may_with(&ctx.actor, action, lead)
            .map_err(|problem| refused(Problem { field: vec![field.to_owned()], ..problem }))?;
    }
    Ok(())
}

/// Whoever makes themselves the assignee of a lead that nobody works on accepts it.
fn takes(ctx: &Ctx, lead: &lead::Model, fields: &LeadPatch) -> bool {
    let user = ctx.actor.user_id();
    lead.assignee_id.is_none() && user.is_some_and(|user| fields.assignee_id == Change::Set(user))
}
