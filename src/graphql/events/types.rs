//! An event as the API shows it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{event, event_change};
use serde_json::{Value, json};

use super::values::{FieldChange, changes, field_of, in_api_words};
use crate::{
    audit,
    db::Page,
    events::Place,
    graphql::{
        communications::Communication,
        connection::{Connection, Edge},
        context::{cx, loaders},
        enums::{EventKind, SubjectKind, Via},
        errors::Result,
        leads::Lead,
        loaders::{ChangesOf, one},
        scalars::{DateTime, Json},
        users::User,
    },
};

/// Something that happened: the same in subscriptions, webhooks and the audit trail.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Event {
    /// Id, such as `event_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime,
    /// What changed, by kind: ids and words of the domain, no personal data.
    pub data: Json,
    /// Its place in the log: `after` of `events` and of the subscriptions goes on from here.
    pub cursor: String,
    #[graphql(skip)]
    row: event::Model,
}

#[ComplexObject]
impl Event {
    /// The lead that it concerns; absent when it has been deleted meanwhile.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, self.row.lead_id).await
    }

    /// The id of the lead that it concerns, also when it has been deleted.
    async fn lead_id(&self) -> Option<ID> {
        self.row.lead_id.map(|id| id.to_string().into())
    }

    /// The communication that it concerns, where it concerns one.
    async fn communication(&self, ctx: &Context<'_>) -> Option<Result<Communication>> {
        one(ctx, self.row.communication_id).await
    }

    /// Who did it; absent for Leadline itself, and for who has shown nothing.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.actor_id).await
    }

    /// What kind of thing it is about.
    async fn subject_kind(&self) -> Option<SubjectKind> {
        self.row.subject_kind.map(Into::into).or(self.row.lead_id.map(|_| SubjectKind::Lead))
    }

    /// The id of what it is about, or its key; `node` gives it, if it is a kind that can be read.
    async fn subject_id(&self) -> Option<ID> {
        self.row.subject_id.clone().or_else(|| self.row.lead_id.map(|id| id.to_string())).map(Into::into)
    }

    /// From where it was done; for admins only, and absent for what was done before this was noted.
    async fn origin(&self, ctx: &Context<'_>) -> Option<EventOrigin> {
        if audit::may_read(&cx(ctx).ok()?.actor) { EventOrigin::of(&self.row) } else { None }
    }

    /// The fields that it changed, each with its value before and after. Admins see them of every event, others of leads
    /// that they may see; absent where there are none, and once they were erased on a person's request.
    #[graphql(complexity = "5 + child_complexity")]
    async fn changes(&self, ctx: &Context<'_>) -> Result<Option<Vec<FieldChange>>> {
        let values = self.values(ctx).await?;
        Ok(values
            .filter(|row| row.erased_at.is_none())
            .map(|row| changes(row.before.as_ref(), row.after.as_ref())))
    }

    /// The values before, by field; absent for what was not there before. Like `changes`, as one object.
    #[graphql(complexity = "5")]
    async fn before(&self, ctx: &Context<'_>) -> Result<Option<Json>> {
        let before = self.values(ctx).await?.and_then(|row| row.before);
        Ok(before.map(|before| Json(in_api_words(Some(&before)).into())))
    }

    /// The values after, by field; absent for what is not there any more. Like `changes`, as one object.
    #[graphql(complexity = "5")]
    async fn after(&self, ctx: &Context<'_>) -> Result<Option<Json>> {
        let after = self.values(ctx).await?.and_then(|row| row.after);
        Ok(after.map(|after| Json(in_api_words(Some(&after)).into())))
    }

    /// When the values before and after were erased on a person's request; absent when they were not.
    #[graphql(complexity = "5")]
    async fn values_erased_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(self.values(ctx).await?.and_then(|row| row.erased_at).map(DateTime))
    }
}

impl Event {
    async fn values(&self, ctx: &Context<'_>) -> Result<Option<event_change::Model>> {
        Ok(loaders(ctx)?.load_one(ChangesOf(self.row.id)).await?)
    }

    /// A page of them.
    pub fn connection(page: Page<event::Model>, total: u64) -> Connection<Edge<Self>> {
        Connection::new(page, total, |_, row| Place::from(row).to_string(), Self::from)
    }
}

impl From<event::Model> for Event {
    fn from(row: event::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            kind: row.kind.into(),
            at: DateTime(row.at),
            data: Json(changed_fields(row.data.clone())),
            cursor: Place::from(&row).to_string(),
            row,
        }
    }
}

/// From where something was done.
#[derive(Clone, Debug, SimpleObject)]
pub struct EventOrigin {
    /// By what the actor was known, or what made Leadline do it.
    pub via: Via,
    /// The session, the key, the command or the job.
    pub credential: Option<String>,
    /// Internet address of the client; that of who clicked a link in a mail is not kept.
    pub address: Option<String>,
    /// What the client calls itself, at most 200 letters; it may claim anything.
    pub user_agent: Option<String>,
    /// Names the request in the logs, and in the header `X-Request-Id` of its answer.
    pub request_id: Option<String>,
}

impl EventOrigin {
    fn of(row: &event::Model) -> Option<Self> {
        Some(Self {
            via: row.via?.into(),
            credential: row.credential.clone(),
            address: row.address.clone(),
            user_agent: row.user_agent.clone(),
            request_id: row.request_id.clone(),
        })
    }
}

/// The log names columns; clients know fields.
fn changed_fields(mut data: Value) -> Value {
    if let Some(Value::Array(columns)) = data.get("changed") {
        let mut fields: Vec<String> = columns.iter().filter_map(Value::as_str).filter_map(field_of).collect();
        fields.dedup();
        data["changed"] = json!(fields);
    }
    data
}
