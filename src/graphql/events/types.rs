//! An event as the API shows it.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::event;
use serde_json::{Value, json};

use crate::{
    db::Page,
    events::Place,
    graphql::{
        communications::Communication,
        connection::{Connection, Edge},
        enums::EventKind,
        errors::{Result, api_path},
        leads::Lead,
        loaders::one,
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

    /// Who did it; absent for Leadline itself.
    async fn actor(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.actor_id).await
    }
}

impl Event {
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
            data: Json(in_api_words(row.data.clone())),
            cursor: Place::from(&row).to_string(),
            row,
        }
    }
}

/// The log names columns; clients know fields.
fn in_api_words(mut data: Value) -> Value {
    if let Some(Value::Array(columns)) = data.get("changed") {
        let mut fields: Vec<String> = columns.iter().filter_map(Value::as_str).filter_map(field_of).collect();
        fields.dedup();
        data["changed"] = json!(fields);
    }
    data
}

/// The path of the field that shows a column of `leads`.
fn field_of(column: &str) -> Option<String> {
    let name = match column {
        "email_key" | "overdue_noticed_for" | "stale_warned_at" | "status_change_id" | "assignment_id" => {
            return None;
        }
        "target_amount_minor" | "target_currency" => "target_amount",
        "budget_amount_minor" | "budget_currency" => "budget_amount",
        "expected_completion_is_manual" => "expected_completion_date",
        "referrer_lead_id" => "referrer",
        other => other.strip_suffix("_id").unwrap_or(other),
    };
    Some(api_path(&[name.to_owned()]).join("."))
}
