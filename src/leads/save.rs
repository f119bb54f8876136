//! Writing a changed lead: only the columns that changed, a new version, and its words for full text.

use std::collections::HashMap;

use entity::{CommunicationId, LeadId, communication, lead};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::search::search_text;
use crate::{
    auth::{visible_deleted, visible_to},
    context::{Ctx, Replayable},
    db::Tx,
    error::{Code, Error, Result},
};

/// A lead after a write, with the messages that the write called for.
#[derive(Clone, Debug)]
pub struct Written {
    /// The lead as it is now.
    pub lead: lead::Model,
    /// What will be sent because of it.
    pub communications: Vec<communication::Model>,
}

impl Written {
    /// Each lead with the messages about it.
    pub(super) fn with_messages(leads: Vec<lead::Model>, called: Vec<communication::Model>) -> Vec<Self> {
        let mut messages: HashMap<LeadId, Vec<communication::Model>> = HashMap::new();
        for message in called {
            messages.entry(message.lead_id).or_default().push(message);
        }
        let written = |lead: lead::Model| {
            let communications = messages.remove(&lead.id).unwrap_or_default();
            Self { lead, communications }
        };
        leads.into_iter().map(written).collect()
    }
}

/// What is kept of [`Written`] for a repeated request.
#[derive(Debug, Serialize, Deserialize)]
pub struct WrittenReceipt {
    lead_id: LeadId,
    communication_ids: Vec<CommunicationId>,
    /// Whether the write deleted it: then the lead is still the answer.
    #[serde(default)]
    is_deleted: bool,
}

impl Replayable for Written {
    type Receipt = WrittenReceipt;

    fn receipt(&self) -> WrittenReceipt {
        let communication_ids = self.communications.iter().map(|communication| communication.id).collect();
        WrittenReceipt {
            lead_id: self.lead.id,
            communication_ids,
            is_deleted: self.lead.deleted_at.is_some(),
        }
    }

    async fn replay(ctx: &Ctx, receipt: WrittenReceipt) -> Result<Self> {
        // What the caller cannot see any more is not shown again either.
        let is_it = lead::Column::Id.eq(receipt.lead_id);
        let mut lead = visible_to(&ctx.actor).filter(is_it.clone()).one(ctx.db.conn()).await?;
        if lead.is_none() && receipt.is_deleted {
            lead = visible_deleted(&ctx.actor).filter(is_it).one(ctx.db.conn()).await?;
        }
        let lead = lead.ok_or_else(|| Error::not_found("lead", "id"))?;
        let communications = communication::Entity::find()
            .filter(communication::Column::LeadId.eq(lead.id))
            .filter(communication::Column::Id.is_in(receipt.communication_ids));
        Ok(Self { communications: communications.all(ctx.db.conn()).await?, lead })
    }
}

/// The lead to be changed, locked until the transaction ends.
///
/// # Errors
/// `NOT_FOUND`; `STALE_OBJECT` when the caller has read another version.
pub(super) async fn load(
    ctx: &Ctx,
    tx: &Tx,
    id: LeadId,
    expected_version: Option<i32>,
) -> Result<lead::Model> {
    let lead = visible_to(&ctx.actor).filter(lead::Column::Id.eq(id)).lock_exclusive().one(&**tx).await?;
    let lead = lead.ok_or_else(|| Error::not_found("lead", "id"))?;
    check_version(&lead, expected_version)?;
    Ok(lead)
}

/// # Errors
/// `STALE_OBJECT`, naming the current version.
pub(super) fn check_version(lead: &lead::Model, expected: Option<i32>) -> Result<()> {
    match expected {
        Some(expected) if expected != lead.version => {
            let message = format!(
                "the lead has changed: it is at version {}, you have read version {expected}; read it again",
                lead.version
            );
            Err(Error::refused(Code::StaleObject, &["expected_version"], message))
        }
        _ => Ok(()),
    }
}

/// Writes what differs between the two, and returns the new lead and the names of the columns that changed.
/// Nothing is written when nothing differs.
///
/// # Errors
/// The database failed.
pub(super) async fn save(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    old: &lead::Model,
    mut new: lead::Model,
) -> Result<(lead::Model, Vec<&'static str>)> {
    new.search_text = search_text(&new);
    let (before, after) = (old.clone().into_active_model(), new.clone().into_active_model());
    let mut row = <lead::ActiveModel as Default>::default();
    let mut changed = Vec::new();
    for column in lead::Column::iter() {
        let value = after.get(column).into_value();
        if before.get(column).into_value() != value
            && let Some(value) = value
        {
            row.set(column, value);
            changed.push(column.as_str());
        }
    }
    if changed.is_empty() {
        return Ok((new, changed));
    }
    (new.version, new.updated_at, new.updated_by) = (old.version + 1, ctx.clock.now(), ctx.actor.user_id());
    row.version = Set(new.version);
    row.updated_at = Set(new.updated_at);
    row.updated_by = Set(new.updated_by);
    lead::Entity::update_many().set(row).filter(lead::Column::Id.eq(new.id)).exec(db).await?;
    changed.retain(|column| *column != "search_text");
    Ok((new, changed))
}
