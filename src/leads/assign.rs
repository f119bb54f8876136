//! Giving a lead to a user, who works on it, or to a unit, where it waits.

use entity::{LeadId, UnitId, UserId, lead, unit, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::{
    handover::{Change, Why, hand_over},
    save::{self, Written},
};
use crate::{
    auth::policy::{self, Action},
    context::{Ctx, Mode},
    error::{Code, Error, Problem, Result},
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
/// `NOT_FOUND`, `FORBIDDEN`, `STALE_OBJECT`; no such unit, or no active user.
pub async fn assign(ctx: &Ctx, change: &AssignLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::AssignLead)?;
    check_note(change.note.as_deref())?;
    ctx.write("assignLead", mode, change, async |tx| {
        let old = save::load(ctx, tx, change.id, change.expected_version).await?;
        let refused = |problem| Error::Refused(vec![problem]);
        policy::may_with(&ctx.actor, Action::AssignLead, &old).map_err(refused)?;
        check_target(&**tx, change.to).await?;
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
/// No such unit, or no active user.
pub(super) async fn check_target(db: &impl ConnectionTrait, target: AssignTo) -> Result<()> {
    let problem = match target {
        AssignTo::User(id) => active_user(db, id, "assignee_id").await?.err(),
        AssignTo::Unit(id) => {
            let missing = unit::Entity::find_by_id(id).one(db).await?.is_none();
            missing.then(|| Problem::new(Code::NotFound, &["unit_id"], "there is no unit with this id"))
        }
    };
    problem.map_or(Ok(()), |problem| Err(Error::Refused(vec![problem])))
}

/// Who may be given leads.
///
/// # Errors
/// The database failed; within, that there is no such user.
pub(super) async fn active_user(
    db: &impl ConnectionTrait,
    id: UserId,
    field: &str,
) -> Result<Result<user::Model, Problem>> {
    let active = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true)).one(db).await?;
    Ok(active.ok_or_else(|| Problem::new(Code::NotFound, &[field], "there is no active user with this id")))
}

/// # Errors
/// It is too long.
pub(super) fn check_note(note: Option<&str>) -> Result<()> {
    if note.is_some_and(|note| note.chars().count() > 2_000) {
        return Err(Error::refused(Code::TooLong, &["note"], "at most 2,000 characters"));
    }
    Ok(())
}
