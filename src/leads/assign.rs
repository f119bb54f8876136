//! Giving a lead to a user, who works on it, or to a unit, where it waits.

use entity::{LeadId, UnitId, UserId, lead};
use serde::{Deserialize, Serialize};

use super::{
    handover::{Change, Why, hand_over},
    receiver::Receiver,
    save::{self, Written},
};
use crate::{
    auth::{
        lead_types::AllowedUnits,
        policy::{self, Action},
    },
    context::{Ctx, Mode},
    error::{Code, Error, Result},
};

/// A lead for somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AssignLead {
    /// Which lead.
    pub id: LeadId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// To whom.
    pub to: AssignTo,
    /// Why, in the actor's words.
    pub note: Option<String>,
}

/// Who gets a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssignTo {
    /// They work on it. It stays in its unit, where it would wait again.
    User(UserId),
    /// It waits there until a member accepts it.
    Unit(UnitId),
}

/// Gives a lead to a user or to a unit.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`, `STALE_OBJECT`; no such unit, or no active user; `LEAD_TYPE_NOT_ALLOWED` when leads of its
/// type are not for them.
pub async fn assign(ctx: &Ctx, change: &AssignLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::AssignLead)?;
    check_note(change.note.as_deref())?;
    ctx.write("assignLead", mode, change, async |tx| {
        let old = save::load(ctx, tx, change.id, change.expected_version).await?;
        let refused = |problem| Error::Refused(vec![problem]);
        policy::may_with(&ctx.actor, Action::AssignLead, &old).map_err(refused)?;
        let allowed = AllowedUnits::load(&**tx).await?;
        let receiver = Receiver::find(&**tx, &allowed, change.to).await?.map_err(refused)?;
        receiver.may_get(old.lead_type_id).map_err(refused)?;
        let changed = to(change.to, change.note.clone(), old);
        let mut written = hand_over(ctx, tx, vec![changed]).await?;
        written.pop().ok_or_else(|| Error::fault("one lead went in, none came out"))
    })
    .await
}

/// The lead in other hands.
pub(super) fn to(target: AssignTo, note: Option<String>, old: lead::Model) -> Change {
    let mut new = old.clone();
    match target {
        AssignTo::User(user) => new.assignee_id = Some(user),
        AssignTo::Unit(unit) => (new.assignee_id, new.unit_id) = (None, Some(unit)),
    }
    Change { old, new, why: Why { note, ..Why::default() } }
}

/// # Errors
/// It is too long.
pub(super) fn check_note(note: Option<&str>) -> Result<()> {
    if note.is_some_and(|note| note.chars().count() > 2_000) {
        return Err(Error::refused(Code::TooLong, &["note"], "at most 2,000 characters"));
    }
    Ok(())
}
