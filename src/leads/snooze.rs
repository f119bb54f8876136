//! Putting a lead aside: until then it does not go stale.

use chrono::{DateTime, Utc};
use entity::{EventType, LeadId, lead};
use serde_json::json;

use super::{
    lifecycle::is_open,
    save::{self, Written},
};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode},
    error::{Code, Error, Result},
    events::Note,
};

/// Snoozes a lead until a time; `None` ends the snooze.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`, `FORBIDDEN`, a time that has passed, or a lead that is closed.
pub async fn snooze(
    ctx: &Ctx,
    id: LeadId,
    until: Option<DateTime<Utc>>,
    expected_version: Option<i32>,
    mode: Mode,
) -> Result<Written> {
    policy::may(&ctx.actor, Action::ProcessLead)?;
    if until.is_some_and(|until| until <= ctx.clock.now()) {
        return Err(Error::refused(Code::Invalid, &["until"], "the time must be in the future"));
    }
    ctx.write("snoozeLead", mode, &(id, until, expected_version), async |tx| {
        let old = save::load(ctx, tx, id, expected_version).await?;
        policy::may_with(&ctx.actor, Action::ProcessLead, &old)
            .map_err(|problem| Error::Refused(vec![problem]))?;
        if !is_open(old.status) {
            let message = format!("a lead in status {} is closed and does not go stale", old.status);
            return Err(Error::refused(Code::Invalid, &["id"], message));
        }
        let new = lead::Model { snoozed_until: until, ..old.clone() };
        let (lead, changed) = save::save(ctx, &**tx, &old, new).await?;
        if !changed.is_empty() {
            let snoozed = Note::changed(EventType::LeadSnoozed, &old, &lead).data(json!({ "until": until }));
            ctx.note(tx, snoozed).await?;
        }
        Ok(Written { lead, communications: Vec::new() })
    })
    .await
}
