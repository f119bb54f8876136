//! Adding a kind of lead.

use entity::{EventType, LeadTypeId, Level, lead_type};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::values::LeadTypeValues;
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Result},
    events::Note,
};

/// Longest key.
const MAX_KEY: usize = 40;

/// A kind of lead to be added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewLeadType {
    /// Stable word for clients and imports, such as `PARTNER_DEAL`.
    pub key: String,
    /// Everything else; the name must be there.
    pub values: LeadTypeValues,
}

/// Adds a kind of lead.
///
/// # Errors
/// `FORBIDDEN`; a key that is none or taken; no name; units that do not exist.
pub async fn create(ctx: &Ctx, new: &NewLeadType) -> Result<LeadTypeId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("createLeadType", Mode::Commit, new, async |tx| {
        reach::has_changed(&**tx).await?;
        check_key(tx, &new.key).await?;
        let now = ctx.clock.now();
        let mut row = lead_type::Model {
            id: ctx.new_id(),
            key: new.key.clone(),
            name: String::new(),
            default_priority: Level::Normal,
            default_importance: Level::Normal,
            requires_budget: false,
            requires_authority: false,
            requires_need: false,
            requires_timing: false,
            acceptance_minutes: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        new.values.apply(tx, &mut row).await?;
        if row.name.is_empty() {
            return Err(Error::refused(Code::Required, &["name"], "give the lead type's name"));
        }
        let id = row.id;
        lead_type::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**tx).await?;
        new.values.keep_units(tx, id).await?;
        let units = json!({ "unitIds": new.values.units });
        ctx.note(tx, Note::created(EventType::LeadTypeCreated, &row).data(units)).await?;
        Ok(id)
    })
    .await
}

async fn check_key(tx: &Tx, key: &str) -> Result<()> {
    let is_key = key.len() <= MAX_KEY
        && key.starts_with(|first: char| first.is_ascii_uppercase())
        && key.bytes().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_');
    if !is_key {
        let message = format!(
            "a key has capital letters, digits and `_`, begins with a letter, and has at most {MAX_KEY} signs; \
             such as `PARTNER_DEAL`"
        );
        return Err(Error::refused(Code::Invalid, &["key"], message));
    }
    let same = lead_type::Entity::find().filter(lead_type::Column::Key.eq(key));
    if same.count(&**tx).await? > 0 {
        let message = format!("there is a lead type with the key `{key}` already");
        return Err(Error::refused(Code::Taken, &["key"], message));
    }
    Ok(())
}
