//! Writing to the log.

use chrono::{DateTime, Utc};
use entity::{CommunicationId, EventId, EventType, LeadId, UserId, event};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::Value;

use crate::error::Result;

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its id; mail that it causes is keyed by it.
    pub id: EventId,
    /// What happened.
    pub kind: EventType,
    /// To which lead.
    pub lead_id: Option<LeadId>,
    /// Which communication it concerns.
    pub communication_id: Option<CommunicationId>,
    /// Who did it; absent for Leadline itself.
    pub actor_id: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What changed: ids and words of the domain, no personal data.
    pub data: Value,
}

/// Rows in one statement: far below what either database binds at most.
const ROWS_PER_STATEMENT: usize = 500;

/// Appends entries, in the caller's transaction.
///
/// # Errors
/// The database failed.
pub async fn append(tx: &impl ConnectionTrait, events: Vec<NewEvent>) -> Result<()> {
    let mut events = events.into_iter().peekable();
    while events.peek().is_some() {
        let rows = events.by_ref().take(ROWS_PER_STATEMENT).map(row);
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn row(event: NewEvent) -> event::ActiveModel {
    event::ActiveModel {
        id: Set(event.id),
        kind: Set(event.kind),
        lead_id: Set(event.lead_id),
        communication_id: Set(event.communication_id),
        actor_id: Set(event.actor_id),
        at: Set(event.at),
        data: Set(event.data),
        ..event::ActiveModel::default()
    }
}
