//! Taking a lead that waits: of a hundred who accept it at once, exactly one gets it.
//!
//! The others are told `ALREADY_ACCEPTED`, although most of them see the lead no more: it waits in their unit no longer.
//! That tells them nothing that they did not know. They hear it only if the row of the last change of hands proves that
//! the lead waited in one of their units while they worked there, so they could see it until that moment; only for an
//! hour, after which it is gone for them like any other; and they hear neither who has it nor where it is. For every
//! other id the answer is that of an id that was never given, found by the same statements.

use chrono::TimeDelta;
use entity::{LeadId, lead, lead_assignment, unit_member};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use super::{
    handover::{Act, Change, Why, hand_over},
    lifecycle::is_open,
    save::{self, Written},
};
use crate::{
    auth::{
        Actor,
        lead_types::{AllowedUnits, Candidate},
        policy::{self, Action},
        visible_to,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Problem, Result},
};

/// How long those who came too late are told so.
const TOLD_FOR: TimeDelta = TimeDelta::hours(1);

/// A lead that the actor takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptLead {
    /// Which lead.
    pub id: LeadId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
}

/// Makes the actor the assignee of a lead on which nobody works.
///
/// # Errors
/// `ALREADY_ACCEPTED`, `NOT_FOUND`, `FORBIDDEN`, `STALE_OBJECT`, `LEAD_TYPE_NOT_ALLOWED`; a lead that is closed.
pub async fn accept(ctx: &Ctx, change: &AcceptLead, mode: Mode) -> Result<Written> {
    policy::may(&ctx.actor, Action::AcceptLead)?;
    let Some(user) = ctx.actor.user_id() else {
        return Err(Error::refused(Code::Forbidden, &[], "only a person can accept a lead"));
    };
    ctx.write("acceptLead", mode, change, async |tx| {
        // Whoever waits for this lock looks at the lead again when they get it.
        let visible = visible_to(&ctx.actor).filter(lead::Column::Id.eq(change.id)).lock_exclusive();
        let Some(old) = visible.one(&**tx).await? else {
            return Err(if was_just_taken(ctx, tx, change.id).await? {
                already_accepted()
            } else {
                Error::not_found("lead", "id")
            });
        };
        if old.assignee_id.is_some() {
            return Err(already_accepted());
        }
        let refused = |problem: Problem| Error::Refused(vec![problem]);
        policy::may_with(&ctx.actor, Action::AcceptLead, &old).map_err(refused)?;
        save::check_version(&old, change.expected_version)?;
        if !is_open(old.status) {
            let message = format!("a lead in status {} is closed: there is nothing to accept", old.status);
            return Err(Error::refused(Code::Invalid, &["id"], message));
        }
        may_use(&ctx.actor, &AllowedUnits::load(&**tx).await?, &old).map_err(refused)?;
        let new = lead::Model { assignee_id: Some(user), ..old.clone() };
        let why = Why { act: Act::Accept, ..Why::default() };
        let mut written = hand_over(ctx, tx, vec![Change { old, new, why }]).await?;
        written.pop().ok_or_else(|| Error::fault("one lead went in, none came out"))
    })
    .await
}

/// Whoever works in the unit where it waits may, unless the lead type was given to other units meanwhile.
fn may_use(actor: &Actor, allowed: &AllowedUnits, lead: &lead::Model) -> Result<(), Problem> {
    let Some(key) = allowed.refuses(&Candidate::from(actor), lead.lead_type_id) else { return Ok(()) };
    let message = format!(
        "leads of the type `{key}` are for members of other units: leave it to them, or ask an admin to add your unit \
         to the lead type"
    );
    Err(Problem::new(Code::LeadTypeNotAllowed, &["id"], message))
}

fn already_accepted() -> Error {
    let message = "somebody has this lead in hand already; take another from the queue";
    Error::refused(Code::AlreadyAccepted, &["id"], message)
}

/// Whether the lead, which the actor does not see, was taken out of a queue that the actor saw, just now.
async fn was_just_taken(ctx: &Ctx, tx: &Tx, id: LeadId) -> Result<bool> {
    use lead_assignment::Column;
    let last =
        lead::Entity::belongs_to(lead_assignment::Entity).from(lead::Column::AssignmentId).to(Column::Id);
    let member = lead_assignment::Entity::belongs_to(unit_member::Entity)
        .from(Column::WaitedIn)
        .to(unit_member::Column::UnitId);
    let joined = Expr::col((unit_member::Entity, unit_member::Column::JoinedAt));
    let taken = lead::Entity::find()
        .select_only()
        .column(lead::Column::Id)
        .join(JoinType::InnerJoin, last.into())
        .join(JoinType::InnerJoin, member.into())
        .filter(lead::Column::Id.eq(id))
        .filter(lead::Column::DeletedAt.is_null())
        .filter(Column::AssigneeId.is_not_null())
        .filter(Column::At.gt(ctx.clock.now() - TOLD_FOR))
        .filter(unit_member::Column::UserId.eq(ctx.actor.user_id()))
        .filter(joined.lte(Expr::col((lead_assignment::Entity, Column::At))));
    Ok(taken.into_tuple::<LeadId>().one(&**tx).await?.is_some())
}
