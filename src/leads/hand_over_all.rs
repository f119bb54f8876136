//! Somebody leaves: all their open leads come into other hands.

use entity::{LeadStatus, UnitId, UserId, lead};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    handover::{self, Change, Why},
    lifecycle::is_open,
    receiver::Receiver,
    save::Written,
};
use crate::{
    auth::lead_types::AllowedUnits,
    context::Ctx,
    db::Tx,
    error::{Error, Problem, Result},
};

/// Who gets the leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// Another user works on them.
    User(UserId),
    /// They wait in a unit until somebody accepts them.
    Unit(UnitId),
    /// They stay in their group and unit, and nobody works on them.
    Nobody,
}

/// Hands over every open lead of a user, in the caller's transaction, as if each was assigned: with its event and its
/// mail.
///
/// # Errors
/// There is no such unit, or no active user with this id; `LEAD_TYPE_NOT_ALLOWED` when one of the leads is not for them.
pub(crate) async fn hand_over_all(ctx: &Ctx, tx: &Tx, from: UserId, to: HandOver) -> Result<Vec<Written>> {
    let allowed = AllowedUnits::load(&**tx).await?;
    let receiver = match to {
        HandOver::User(id) => Some(Receiver::user(&**tx, &allowed, id, &["hand_over_to", "user_id"]).await?),
        HandOver::Unit(id) => Some(Receiver::unit(&**tx, &allowed, id, &["hand_over_to", "unit_id"]).await?),
        HandOver::Nobody => None,
    };
    let receiver = receiver.transpose().map_err(|problem| Error::Refused(vec![problem]))?;
    let open = LeadStatus::ALL.iter().copied().filter(|status| is_open(*status));
    let leads = lead::Entity::find()
        .filter(lead::Column::AssigneeId.eq(from))
        .filter(lead::Column::Status.is_in(open))
        .filter(lead::Column::DeletedAt.is_null())
        .order_by_asc(lead::Column::Id)
        .lock_exclusive();
    let leads = leads.all(&**tx).await?;
    if let Some(receiver) = receiver {
        all_are_for(&receiver, &leads)?;
    }
    let changes = leads.into_iter().map(|old| {
        let mut new = old.clone();
        match to {
            HandOver::User(user) => new.assignee_id = Some(user),
            HandOver::Unit(unit) => (new.assignee_id, new.unit_id) = (None, Some(unit)),
            HandOver::Nobody => new.assignee_id = None,
        }
        Change { old, new, why: Why::default() }
    });
    handover::hand_over(ctx, tx, changes.collect()).await
}

/// All or none: nobody would look for the few that were left behind.
fn all_are_for(receiver: &Receiver<'_>, leads: &[lead::Model]) -> Result<()> {
    let refused = leads.iter().filter_map(|lead| receiver.may_get(lead.lead_type_id).err());
    let refused: Vec<_> = refused.collect();
    let Some(first) = refused.first() else { return Ok(()) };
    let message = format!(
        "{} of {} open leads cannot go there. {}; or give these leads to others first (`bulkAssignLeads`)",
        refused.len(),
        leads.len(),
        first.message
    );
    Err(Error::Refused(vec![Problem { message, ..first.clone() }]))
}
