//! Changing a kind of lead. Its key stays: clients and imports know it.

use entity::{EventType, LeadTypeId, lead_type};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::values::LeadTypeValues;
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::{Error, Result},
    events::Note,
    organisation::check_version,
};

/// Changes to one kind of lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateLeadType {
    /// Which.
    pub id: LeadTypeId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// What shall be different.
    pub values: LeadTypeValues,
}

/// Changes a kind of lead. Leads that are there keep what they have.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`; no name; units that do not exist.
pub async fn update(ctx: &Ctx, change: &UpdateLeadType) -> Result<LeadTypeId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("updateLeadType", Mode::Commit, change, async |tx| {
        reach::has_changed(&**tx).await?;
        let old = lead_type::Entity::find_by_id(change.id).lock_exclusive().one(&**tx).await?;
        let old = old.ok_or_else(|| Error::not_found("lead type", "id"))?;
        check_version("lead type", old.version, change.expected_version)?;
        let mut new = old.clone();
        change.values.apply(tx, &mut new).await?;
        let has_other_units = change.values.keep_units(tx, old.id).await?;
        if new == old && !has_other_units {
            return Ok(change.id);
        }
        (new.version, new.updated_at) = (old.version + 1, ctx.clock.now());
        new.clone().into_active_model().reset_all().update(&**tx).await?;
        let note = Note::changed(EventType::LeadTypeUpdated, &old, &new);
        ctx.note(tx, note.data(json!({ "unitIds": change.values.units }))).await?;
        Ok(change.id)
    })
    .await
}
