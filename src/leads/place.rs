//! Whose a lead is by a patch: its group, its unit, its assignee.

use entity::{group, lead};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use super::{
    assign::AssignTo,
    lists::Lists,
    patch::{Change, LeadPatch},
    receiver::Receiver,
};
use crate::{
    context::Ctx,
    error::{Code, Problem, Problems, Result},
};

/// Sets the group that owns it, the unit in which it is, and who works on it. Whoever has it in hand keeps it, whatever its
/// type may be used by, unless the patch changes that type.
///
/// # Errors
/// The database failed.
pub(super) async fn apply(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    lists: &Lists,
    lead: &mut lead::Model,
    patch: &LeadPatch,
    is_of_another_type: bool,
    problems: &mut Problems,
) -> Result<()> {
    match patch.group_id {
        Change::Keep => {}
        Change::Clear => lead.group_id = None,
        // A group that the actor does not reach would take the lead out of their sight, and show it to strangers.
        Change::Set(id) if !ctx.actor.reaches_group(id) => {
            problems.add(Code::NotFound, &["group_id"], "there is no group with this id that you reach");
        }
        Change::Set(id) => match group::Entity::find_by_id(id).lock_shared().one(db).await? {
            Some(group) => lead.group_id = Some(group.id),
            None => problems.add(Code::NotFound, &["group_id"], "there is no group with this id"),
        },
    }
    match patch.unit_id {
        Change::Keep => {}
        Change::Clear => lead.unit_id = None,
        Change::Set(id) => {
            let unit = Receiver::unit(db, &lists.allowed, id, &["unit_id"]).await?;
            let has_it = lead.unit_id == Some(id) && !is_of_another_type;
            if let Some(unit) = problems.take(unit)
                && (has_it || problems.take(unit.may_get(lead.lead_type_id)).is_some())
            {
                lead.unit_id = Some(id);
            }
        }
    }
    match patch.assignee_id {
        Change::Keep => {}
        Change::Clear => lead.assignee_id = None,
        Change::Set(id) => {
            let user = Receiver::user(db, &lists.allowed, id, &["assignee_id"]).await?;
            let has_it = lead.assignee_id == Some(id) && !is_of_another_type;
            if let Some(user) = problems.take(user)
                && (has_it || problems.take(user.may_get(lead.lead_type_id)).is_some())
            {
                lead.assignee_id = Some(id);
            }
        }
    }
    Ok(())
}

/// Who has a lead in hand must be one of those who may use what it becomes.
///
/// # Errors
/// The database failed.
pub(super) async fn may_stay(
    db: &impl ConnectionTrait,
    lists: &Lists,
    lead: &lead::Model,
    patch: &LeadPatch,
    problems: &mut Problems,
) -> Result<()> {
    let stays = [
        lead.unit_id.filter(|_| patch.unit_id.is_keep()).map(AssignTo::Unit),
        lead.assignee_id.filter(|_| patch.assignee_id.is_keep()).map(AssignTo::User),
    ];
    for to in stays.into_iter().flatten() {
        // Who has left meanwhile works on nothing: there is nobody to ask about.
        if let Ok(receiver) = Receiver::find(db, &lists.allowed, to).await?
            && let Err(problem) = receiver.may_get(lead.lead_type_id)
        {
            problems.extend([Problem { field: vec!["lead_type_key".to_owned()], ..problem }]);
        }
    }
    Ok(())
}
