//! What an entry says: what happened, about what, and what it changed.

use entity::{
    CommunicationId, EventType, LeadId, SubjectKind,
    told::{Told, Values},
};
use serde_json::{Value, json};

/// What an entry says: what happened, about what, and what it changed. Who did it, when and from where is added by
/// whoever writes it.
#[derive(Clone, Debug)]
pub struct Note {
    pub(super) kind: EventType,
    pub(super) lead_id: Option<LeadId>,
    pub(super) communication_id: Option<CommunicationId>,
    /// What it is about, where that is not the lead.
    pub(super) subject: Option<(SubjectKind, String)>,
    pub(super) data: Value,
    pub(super) before: Option<Values>,
    pub(super) after: Option<Values>,
}

impl Note {
    /// About nothing that has a row.
    pub fn new(kind: EventType) -> Self {
        Self {
            kind,
            lead_id: None,
            communication_id: None,
            subject: None,
            data: json!({}),
            before: None,
            after: None,
        }
    }

    /// About a row that did not change, or of which nothing is told.
    pub fn about<T: Told>(kind: EventType, row: &T) -> Self {
        let note = Self { lead_id: row.lead_id(), ..Self::new(kind) };
        // A lead is its own subject: `lead_id` says which.
        if T::SUBJECT == SubjectKind::Lead { note } else { note.subject(T::SUBJECT, row.subject_id()) }
    }

    /// About a row that is new.
    pub fn created<T: Told>(kind: EventType, new: &T) -> Self {
        Self { after: Some(new.tell()), ..Self::about(kind, new) }
    }

    /// About a row that changed.
    pub fn changed<T: Told>(kind: EventType, old: &T, new: &T) -> Self {
        let (before, after) = T::differences(old, new);
        Self::about(kind, new).values(before, after)
    }

    /// About a row that is gone.
    pub fn removed<T: Told>(kind: EventType, old: &T) -> Self {
        Self { before: Some(old.tell()), ..Self::about(kind, old) }
    }

    /// What it is about, where no row says so.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "ids are small, and read better without a sign")]
    pub fn subject(self, kind: SubjectKind, id: impl ToString) -> Self {
        Self { subject: Some((kind, id.to_string())), ..self }
    }

    /// The lead that it concerns: whoever sees it sees the entry.
    #[must_use]
    pub fn lead(self, id: LeadId) -> Self {
        Self { lead_id: Some(id), ..self }
    }

    /// The communication that it concerns.
    #[must_use]
    pub fn communication(self, id: CommunicationId) -> Self {
        Self { communication_id: Some(id), ..self }
    }

    /// Ids and words of the domain that belong to it: no personal data, for it cannot be erased here.
    #[must_use]
    pub fn data(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// Values by column, before and after; nothing where nothing differs.
    #[must_use]
    pub fn values(self, before: Values, after: Values) -> Self {
        if before.is_empty() && after.is_empty() {
            return self;
        }
        Self { before: Some(before), after: Some(after), ..self }
    }
}
