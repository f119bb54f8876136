//! A user will be away on other days, or for another reason.

use chrono::NaiveDate;
use entity::{AbsenceId, EventType, absence, user};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde::Serialize;

use super::{check::checked, may_change};
use crate::{
    auth::reach,
    context::{Ctx, Mode},
    db::Tx,
    error::{Error, Result},
    events::Note,
    leads::Change,
};

/// Changes of an absence; what is absent stays.
#[derive(Clone, Debug, Serialize)]
pub struct UpdateAbsence {
    /// Which.
    pub id: AbsenceId,
    /// The first day.
    pub from_day: Option<NaiveDate>,
    /// The last day.
    pub until_day: Option<NaiveDate>,
    /// Why.
    pub note: Change<String>,
}

/// Changes the days of an absence, or why somebody is away. For the user themself, their managers and administrators.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`; `INVALID` when the days are in the wrong order; `TAKEN` when they overlap with others.
pub async fn update_absence(ctx: &Ctx, change: &UpdateAbsence) -> Result<AbsenceId> {
    ctx.write("updateAbsence", Mode::Commit, change, async |tx| {
        // Two that overlap must not be entered at the same time.
        reach::has_changed(&**tx).await?;
        let old = load(tx, change.id).await?;
        may_change(&**tx, &ctx.actor, old.user_id).await?;
        let user = user::Entity::find_by_id(old.user_id).one(&**tx).await?;
        let user = user.ok_or_else(|| Error::fault("an absence of nobody"))?;
        let mut new = old.clone();
        new.from_day = change.from_day.unwrap_or(old.from_day);
        new.until_day = change.until_day.unwrap_or(old.until_day);
        match &change.note {
            Change::Keep => {}
            Change::Clear => new.note = None,
            Change::Set(note) => new.note = Some(note.clone()),
        }
        let new = checked(&**tx, &user, new).await?;
        if new != old {
            new.clone().into_active_model().reset_all().update(&**tx).await?;
            ctx.note(tx, Note::changed(EventType::AbsenceUpdated, &old, &new)).await?;
        }
        Ok(new.id)
    })
    .await
}

/// The absence to be changed, locked until the transaction ends.
///
/// # Errors
/// `NOT_FOUND`.
pub(super) async fn load(tx: &Tx, id: AbsenceId) -> Result<absence::Model> {
    let found = absence::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    found.ok_or_else(|| Error::not_found("absence", "id"))
}
