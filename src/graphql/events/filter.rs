//! Which events are wanted.

use async_graphql::{ID, InputObject};
use entity::{LeadId, event};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    error::Result,
    graphql::{enums::EventKind, node::read_id},
};

/// Conditions on an event; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EventFilter {
    /// Only what concerns this lead.
    pub lead_id: Option<ID>,
    /// Only events of these kinds.
    pub kinds: Option<Vec<EventKind>>,
}

/// The same, read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    lead: Option<LeadId>,
    kinds: Option<Vec<entity::EventType>>,
}

impl EventFilter {
    /// Reads the filter.
    ///
    /// # Errors
    /// The id is not a lead's.
    pub fn read(self) -> Result<Wanted> {
        let lead = self.lead_id.map(|id| read_id(&id, "leadId")).transpose()?;
        let kinds = self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect());
        Ok(Wanted { lead, kinds })
    }
}

impl Wanted {
    /// The only lead that they may concern.
    pub fn lead(&self) -> Option<LeadId> {
        self.lead
    }

    /// Whether this one is.
    pub fn has(&self, event: &event::Model) -> bool {
        self.lead.is_none_or(|lead| event.lead_id == Some(lead))
            && self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&event.kind))
    }

    /// As a condition on the table `events`.
    pub fn condition(&self) -> Condition {
        let lead = self.lead.map(|lead| event::Column::LeadId.eq(lead));
        let kinds = self.kinds.as_ref().map(|kinds| event::Column::Kind.is_in(kinds.iter().copied()));
        Condition::all().add_option(lead).add_option(kinds)
    }
}
