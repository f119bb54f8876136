//! Which entries of the audit trail are wanted.

use async_graphql::{ID, InputObject};

use crate::{
    audit::AuditQuery,
    error::Result,
    graphql::{
        enums::{EventKind, SubjectKind, Via},
        node::read_id,
        scalars::DateTime,
    },
};

/// Conditions on an entry of the audit trail; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditFilter {
    /// Only what this user did.
    pub actor_id: Option<ID>,
    /// Only entries of these kinds.
    pub kinds: Option<Vec<EventKind>>,
    /// Only what is about this: a lead, user, group, unit, key …; the id as the API gives it.
    pub subject_id: Option<ID>,
    /// Only what is about things of this kind.
    pub subject_kind: Option<SubjectKind>,
    /// Only what concerns this lead.
    pub lead_id: Option<ID>,
    /// Not before this moment.
    pub since: Option<DateTime>,
    /// Not after this moment.
    pub until: Option<DateTime>,
    /// Only what was done in this way.
    pub via: Option<Via>,
    /// Only what was done by this session, key, command or job: `origin.credential` of an entry.
    pub credential: Option<String>,
    /// Only what came from this internet address.
    pub address: Option<String>,
    /// Only what this request did: the header `X-Request-Id` of its answer.
    pub request_id: Option<String>,
}

impl AuditFilter {
    /// Reads the filter.
    ///
    /// # Errors
    /// An id of another kind.
    pub fn read(self) -> Result<AuditQuery> {
        Ok(AuditQuery {
            actor: self.actor_id.map(|id| read_id(&id, "actorId")).transpose()?,
            kinds: self.kinds.map(|kinds| kinds.into_iter().map(Into::into).collect()),
            subject: self.subject_id.map(|id| id.0),
            subject_kind: self.subject_kind.map(Into::into),
            lead: self.lead_id.map(|id| read_id(&id, "leadId")).transpose()?,
            since: self.since.map(|since| since.0),
            until: self.until.map(|until| until.0),
            via: self.via.map(Into::into),
            credential: self.credential,
            address: self.address,
            request_id: self.request_id,
        })
    }
}
