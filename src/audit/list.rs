//! Pages of the audit trail, newest first.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{ApiKeyScope, EventId, EventType, LeadId, SubjectKind, UserId, Via, event, event_change};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};

use super::named::leave_out_unseen;
use crate::{
    auth::{
        Actor, about_visible_leads,
        policy::{self, Action},
    },
    context::Ctx,
    db::{Direction, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page},
    error::Result,
};

/// Ids in one statement.
const IDS_PER_STATEMENT: usize = 500;

/// Which entries are wanted; all that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Who did it.
    pub actor: Option<UserId>,
    /// What was done.
    pub kinds: Option<Vec<EventType>>,
    /// What it is about: an id as the API shows it, or a key.
    pub subject: Option<String>,
    /// What kind of thing it is about.
    pub subject_kind: Option<SubjectKind>,
    /// The lead that it concerns.
    pub lead: Option<LeadId>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// Not after.
    pub until: Option<DateTime<Utc>>,
    /// By what the actor was known.
    pub via: Option<Via>,
    /// The session, the key, the command or the job.
    pub credential: Option<String>,
    /// From where.
    pub address: Option<String>,
    /// In which request.
    pub request_id: Option<String>,
}

impl AuditQuery {
    fn condition(&self) -> Condition {
        // Entries about a lead alone name it in `lead_id`.
        let of_lead = || event::Column::SubjectKind.is_null().and(event::Column::LeadId.is_not_null());
        let subject = self.subject.as_ref().map(|id| match id.parse::<LeadId>() {
            Ok(lead) => event::Column::LeadId.eq(lead),
            Err(_) => event::Column::SubjectId.eq(id.as_str()),
        });
        let kind = self.subject_kind.map(|kind| match kind {
            SubjectKind::Lead => of_lead(),
            kind => event::Column::SubjectKind.eq(kind),
        });
        Condition::all()
            .add_option(self.actor.map(|actor| event::Column::ActorId.eq(actor)))
            .add_option(self.kinds.as_ref().map(|kinds| event::Column::Kind.is_in(kinds.iter().copied())))
            .add_option(subject)
            .add_option(kind)
            .add_option(self.lead.map(|lead| event::Column::LeadId.eq(lead)))
            .add_option(self.since.map(|since| event::Column::At.gte(since)))
            .add_option(self.until.map(|until| event::Column::At.lte(until)))
            .add_option(self.via.map(|via| event::Column::Via.eq(via)))
            .add_option(self.credential.as_ref().map(|id| event::Column::Credential.eq(id.as_str())))
            .add_option(self.address.as_ref().map(|address| event::Column::Address.eq(address.as_str())))
            .add_option(self.request_id.as_ref().map(|id| event::Column::RequestId.eq(id.as_str())))
    }
}

/// Whether an actor may read all of it: administrators, and keys of theirs that were made for administration.
pub fn may_read(actor: &Actor) -> bool {
    let may_by_key = actor.api_key().is_none_or(|key| key.scopes.contains(&ApiKeyScope::Administration));
    may_by_key && policy::may(actor, Action::Configure).is_ok()
}

/// One page of the entries, newest first.
///
/// # Errors
/// `FORBIDDEN` for all but administrators, or the database failed.
pub async fn list(ctx: &Ctx, query: &AuditQuery, page: &PageRequest) -> Result<Page<event::Model>> {
    policy::may(&ctx.actor, Action::Configure)?;
    let entries = event::Entity::find().filter(query.condition());
    let values = |row: &event::Model| vec![KeyValue::Time(row.at), KeyValue::Int(row.seq)];
    fetch_page(ctx.db.conn(), entries, &newest_first(), values, page).await
}

/// How many entries there are.
///
/// # Errors
/// `FORBIDDEN` for all but administrators, or the database failed.
pub async fn count(ctx: &Ctx, query: &AuditQuery) -> Result<u64> {
    policy::may(&ctx.actor, Action::Configure)?;
    Ok(event::Entity::find().filter(query.condition()).count(ctx.db.conn()).await?)
}

/// What entries changed, as far as the actor may know it: administrators everything, others what was changed of leads
/// that they see, without other leads that it names unless they see these too. Entries that changed nothing are missing.
///
/// # Errors
/// The database failed.
pub async fn changes_of(ctx: &Ctx, events: &[EventId]) -> Result<HashMap<EventId, event_change::Model>> {
    let mut found = HashMap::new();
    for ids in events.chunks(IDS_PER_STATEMENT) {
        let mut rows =
            event_change::Entity::find().filter(event_change::Column::EventId.is_in(ids.iter().copied()));
        if !may_read(&ctx.actor) {
            let seen = event::Entity::find()
                .select_only()
                .column(event::Column::Id)
                .filter(event::Column::Id.is_in(ids.iter().copied()))
                .filter(about_visible_leads(&ctx.actor, event::Column::LeadId));
            rows = rows.filter(event_change::Column::EventId.in_subquery(seen.into_query()));
        }
        let mut rows = rows.all(ctx.db.conn()).await?;
        if !may_read(&ctx.actor) {
            leave_out_unseen(ctx, &mut rows).await?;
        }
        found.extend(rows.into_iter().map(|row| (row.event_id, row)));
    }
    Ok(found)
}

fn newest_first() -> [OrderKey; 2] {
    let key = |name, column, kind| OrderKey {
        name,
        expr: Expr::col((event::Entity, column)),
        kind,
        direction: Direction::Desc,
        nulls: Nulls::Never,
    };
    [key("at", event::Column::At, KeyKind::Time), key("seq", event::Column::Seq, KeyKind::Int)]
}
