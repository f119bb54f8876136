//! The event log: what happened, in the order in which it became visible.

use crate::{
    enums::{EventType, SubjectKind, Via},
    ids::{CommunicationId, EventId, LeadId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// Order of writing; with `tx`, order of becoming visible.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// PostgreSQL: the transaction that wrote it. Sequences are not handed out in the order of commits, so a
    /// reader waits until every older transaction has ended. SQLite has one writer: always 0.
    pub tx: i64,
    /// Id.
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
    pub at: DateTimeUtc,
    /// What changed: no personal data, only ids and words of the domain.
    pub data: Json,
    /// What kind of thing it is about, where that is not the lead.
    pub subject_kind: Option<SubjectKind>,
    /// Which one: an id as the API shows it, or a key.
    pub subject_id: Option<String>,
    /// By what the actor was known, or what made Leadline do it; absent before there was an audit trail.
    pub via: Option<Via>,
    /// The session, the key, the command or the job.
    pub credential: Option<String>,
    /// Internet address of the client.
    pub address: Option<String>,
    /// What the client calls itself, shortened.
    pub user_agent: Option<String>,
    /// Names the request in the logs.
    pub request_id: Option<String>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
