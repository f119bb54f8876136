//! Giving a lead back to where it waited.

use entity::{LeadId, lead};
use serde::{Deserialize, Serialize};

use super::{
    assign::check_note,
    handover::{Act, Change, Why, hand_over},
    save::{self, Written},
};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode},
    error::{Code, Error, Problem, Result},
};

/// A lead that is given back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseLead {
    /// Which lead.
    pub id: LeadId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// Why, in the actor's words.
    pub note: Option<String>,
}

/// Takes a lead from its assignee: it waits again in its unit, if it is in one.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`, `STALE_OBJECT`; `LEAD_NOT_ASSIGNED` when nobody works on it.
pub async fn release(ctx: &Ctx, change: &ReleaseLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::ReleaseLead)?;
    check_note(change.note.as_deref())?;
    ctx.write("releaseLead", mode, change, async |tx| {
        let old = save::load(ctx, tx, change.id, change.expected_version).await?;
        let refused = |problem: Problem| Error::Refused(vec![problem]);
        policy::may_with(&ctx.actor, Action::ReleaseLead, &old).map_err(refused)?;
        if old.assignee_id.is_none() {
            let message = "nobody works on this lead: there is nothing to release";
            return Err(Error::refused(Code::LeadNotAssigned, &["id"], message));
        }
        let new = lead::Model { assignee_id: None, ..old.clone() };
        let why = Why { act: Act::Release, note: change.note.clone(), ..Why::default() };
        let mut written = hand_over(ctx, tx, vec![Change { old, new, why }]).await?;
        written.pop().ok_or_else(|| Error::fault("one lead went in, none came out"))
    })
    .await
}
