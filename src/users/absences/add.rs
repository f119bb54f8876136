//! A user will be away.

use chrono::NaiveDate;
use entity::{AbsenceId, EventType, UserId, absence, user};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde::Serialize;

use super::{check::checked, may_change};
use crate::{
    auth::reach,
    context::{Ctx, Mode},
    error::{Error, Result},
    events::Note,
};

/// Days on which a user will be away.
#[derive(Clone, Debug, Serialize)]
pub struct NewAbsence {
    /// Who.
    pub user: UserId,
    /// The first day.
    pub from_day: NaiveDate,
    /// The last day.
    pub until_day: NaiveDate,
    /// Why: for themself, their managers and administrators.
    pub note: Option<String>,
}

/// Enters days on which a user is away: assignment passes over them. For themself, their managers and administrators.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` when there is no such user; `INVALID` when the days are in the wrong order; `TAKEN` when they
/// overlap with others.
pub async fn add_absence(ctx: &Ctx, new: &NewAbsence) -> Result<AbsenceId> {
    ctx.write("addAbsence", Mode::Commit, new, async |tx| {
        // Two that overlap must not be entered at the same time.
        reach::has_changed(&**tx).await?;
        let user = user::Entity::find_by_id(new.user).one(&**tx).await?;
        let user = user.ok_or_else(|| Error::not_found("user", "user_id"))?;
        may_change(&**tx, &ctx.actor, user.id).await?;
        let row = absence::Model {
            id: ctx.new_id(),
            user_id: user.id,
            from_day: new.from_day,
            until_day: new.until_day,
            note: new.note.clone(),
            created_at: ctx.clock.now(),
        };
        let row = checked(&**tx, &user, row).await?;
        absence::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**tx).await?;
        ctx.note(tx, Note::created(EventType::AbsenceAdded, &row)).await?;
        Ok(row.id)
    })
    .await
}
