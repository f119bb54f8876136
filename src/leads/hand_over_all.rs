//! Somebody leaves: all their open leads come into other hands.

use entity::{LeadStatus, UnitId, UserId, lead, unit, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    handover::{self, Change, Why},
    lifecycle::is_open,
    save::Written,
};
use crate::{
    context::Ctx,
    db::Tx,
    error::{Code, Error, Result},
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
/// There is no such unit, or no active user with this id.
pub(crate) async fn hand_over_all(ctx: &Ctx, tx: &Tx, from: UserId, to: HandOver) -> Result<Vec<Written>> {
    check(tx, to).await?;
    let open = LeadStatus::ALL.iter().copied().filter(|status| is_open(*status));
    let leads = lead::Entity::find()
        .filter(lead::Column::AssigneeId.eq(from))
        .filter(lead::Column::Status.is_in(open))
        .filter(lead::Column::DeletedAt.is_null())
        .order_by_asc(lead::Column::Id)
        .lock_exclusive();
    let changes = leads.all(&**tx).await?.into_iter().map(|old| {
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

async fn check(tx: &Tx, to: HandOver) -> Result<()> {
    let (found, field, message) = match to {
        HandOver::Nobody => return Ok(()),
        HandOver::User(id) => {
            let active = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true));
            (active.one(&**tx).await?.is_some(), "user_id", "there is no active user with this id")
        }
        HandOver::Unit(id) => {
            let unit = unit::Entity::find_by_id(id).lock_shared();
            (unit.one(&**tx).await?.is_some(), "unit_id", "there is no unit with this id")
        }
    };
    if found { Ok(()) } else { Err(Error::refused(Code::NotFound, &["hand_over_to", field], message)) }
}
