//! A user will be there after all.

use entity::{AbsenceId, EventType, UserId, absence};
use sea_orm::EntityTrait;

use super::{may_change, update::load};
use crate::{
    context::{Ctx, Mode},
    error::Result,
    events::Note,
};

/// Takes an absence back. For the user themself, their managers and administrators.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`.
pub async fn remove_absence(ctx: &Ctx, id: AbsenceId) -> Result<UserId> {
    ctx.write("removeAbsence", Mode::Commit, &id, async |tx| {
        let found = load(tx, id).await?;
        may_change(&**tx, &ctx.actor, found.user_id).await?;
        absence::Entity::delete_by_id(id).exec(&**tx).await?;
        ctx.note(tx, Note::removed(EventType::AbsenceRemoved, &found)).await?;
        Ok(found.user_id)
    })
    .await
}
