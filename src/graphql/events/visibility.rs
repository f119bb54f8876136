//! Who may hear of an event.

use entity::{EventType, event, lead};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use crate::{
    auth::{visible_leads, visible_to},
    context::Ctx,
    error::Result,
    events::Entry,
};

/// A subscriber's view: two subscribers under the same rule share the answer, so that an event costs one look for each
/// rule and not one for each subscriber.
#[derive(Clone, Debug)]
pub struct Viewpoint {
    cx: Ctx,
    rule: String,
}

impl Viewpoint {
    /// The caller's.
    pub fn new(cx: &Ctx) -> Self {
        Self { rule: format!("{:?}", visible_leads(&cx.actor)), cx: cx.clone() }
    }

    /// Whether the caller may hear of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sees(&self, entry: &Entry) -> Result<bool> {
        entry.remember(&self.rule, async || self.look(&entry.event).await).await
    }

    async fn look(&self, event: &event::Model) -> Result<bool> {
        let Some(id) = event.lead_id else { return Ok(false) };
        if event.kind == EventType::LeadDeleted {
            // It can be seen no more, but those who could see it must hear that it is gone: everybody, for now.
            return Ok(true);
        }
        let lead = visible_to(&self.cx.actor).filter(lead::Column::Id.eq(id));
        let lead = lead.select_only().column(lead::Column::Id).into_tuple::<entity::LeadId>();
        Ok(lead.one(self.cx.db.conn()).await?.is_some())
    }
}
