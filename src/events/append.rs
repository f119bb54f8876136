//! Writing to the log.

use chrono::{DateTime, Utc};
use entity::{EventId, SubjectKind, UserId, event, event_change};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{Note, Origin};
use crate::{db::Statements, error::Result};

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its id; mail that it causes is keyed by it.
    pub id: EventId,
    /// What it says.
    pub note: Note,
    /// Who did it; absent for Leadline itself.
    pub actor_id: Option<UserId>,
    /// From where.
    pub origin: Origin,
    /// When.
    pub at: DateTime<Utc>,
}

/// Rows in one statement: far below what either database binds at most.
const ROWS_PER_STATEMENT: usize = 500;

/// Appends entries, in the caller's transaction.
///
/// # Errors
/// The database failed.
pub async fn append(tx: &Statements, events: Vec<NewEvent>) -> Result<()> {
    for NewEvent { note, .. } in &events {
        tx.tells_of(note.lead_id.map(|_| SubjectKind::Lead));
        tx.tells_of(note.subject.as_ref().map(|(kind, _)| *kind));
    }
    let mut events = events.into_iter().peekable();
    while events.peek().is_some() {
        let mut changes = Vec::new();
        let rows: Vec<_> =
            events.by_ref().take(ROWS_PER_STATEMENT).map(|event| row(event, &mut changes)).collect();
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
        if !changes.is_empty() {
            event_change::Entity::insert_many(changes).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

fn row(event: NewEvent, changes: &mut Vec<event_change::ActiveModel>) -> event::ActiveModel {
    let NewEvent { id, note, actor_id, origin, at } = event;
    if note.before.is_some() || note.after.is_some() {
        changes.push(event_change::ActiveModel {
            event_id: Set(id),
            before: Set(note.before.map(Into::into)),
            after: Set(note.after.map(Into::into)),
            erased_at: Set(None),
        });
    }
    let (subject_kind, subject_id) = note.subject.unzip();
    event::ActiveModel {
        id: Set(id),
        kind: Set(note.kind),
        lead_id: Set(note.lead_id),
        communication_id: Set(note.communication_id),
        actor_id: Set(actor_id),
        at: Set(at),
        data: Set(note.data),
        subject_kind: Set(subject_kind),
        subject_id: Set(subject_id),
        via: Set(Some(origin.via)),
        credential: Set(origin.credential),
        address: Set(origin.address.map(|address| address.to_string())),
        user_agent: Set(origin.user_agent),
        request_id: Set(origin.request_id),
        ..event::ActiveModel::default()
    }
}
