//! Communications as the API shows them.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{communication, communication_attempt, trigger};

use crate::{
    communications,
    db::Page,
    graphql::{
        connection::{self, Connection, Edge},
        context::loaders,
        enums::{
            AttemptOutcome, Audience, Channel, CommunicationState, LeadStatus, SuppressionReason,
            TriggerEvent,
        },
        errors::Result,
        leads::{Lead, LeadType},
        loaders::{AttemptsOf, one},
        scalars::DateTime,
        users::User,
    },
};

/// Tries that a communication is taken to have, for the cost.
const ATTEMPTS: usize = 3;

/// One message to a lead or about it, automatic or manual, with its delivery history.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Communication {
    /// Id, such as `comm_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// Where it stands.
    pub state: CommunicationState,
    /// The template's name, such as `status_new`.
    pub template: String,
    /// How it travels.
    pub channel: Channel,
    /// To whom it goes.
    pub audience: Audience,
    /// The address, as of the last try; absent before.
    pub recipient_address: Option<String>,
    /// The mail's `Message-ID`, without the angle brackets; absent before it is sent. A repeated delivery keeps it.
    pub message_id: Option<String>,
    /// The subject, as sent; absent before.
    pub subject: Option<String>,
    /// The text, as sent; absent before.
    pub body_text: Option<String>,
    /// When its cause happened.
    pub created_at: DateTime,
    /// Not to be tried before.
    pub due_at: DateTime,
    /// When the mail server took it.
    pub sent_at: Option<DateTime>,
    /// Why it must not be sent, when it is suppressed.
    pub suppression_reason: Option<SuppressionReason>,
    /// Why it failed or was cancelled, in words.
    pub failure: Option<String>,
    /// How often it was tried.
    pub attempt_count: i32,
    #[graphql(skip)]
    row: communication::Model,
}

#[ComplexObject]
impl Communication {
    /// The lead that it is about; absent when it has been deleted meanwhile.
    async fn lead(&self, ctx: &Context<'_>) -> Option<Result<Lead>> {
        one(ctx, Some(self.row.lead_id)).await
    }

    /// The user it goes to; absent when it goes to the lead.
    async fn recipient_user(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        one(ctx, self.row.recipient_user_id).await
    }

    /// The rule that called for it; absent for mail written by hand.
    async fn trigger(&self, ctx: &Context<'_>) -> Option<Result<Trigger>> {
        one(ctx, self.row.trigger_id).await
    }

    /// Every try to deliver it, oldest first.
    #[graphql(complexity = "connection::list_cost(ATTEMPTS, child_complexity)")]
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<CommunicationAttempt>> {
        let rows = loaders(ctx)?.load_one(AttemptsOf(self.row.id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// Why it was sent, or not, in a sentence or two.
    #[graphql(complexity = "5")]
    async fn explanation(&self, ctx: &Context<'_>) -> Result<String> {
        let loaders = loaders(ctx)?;
        let rule = async {
            match self.row.trigger_id {
                Some(id) => loaders.load_one(id).await,
                None => Ok(None),
            }
        };
        let (rule, attempts) = futures::join!(rule, loaders.load_one(AttemptsOf(self.row.id)));
        Ok(communications::explain(&self.row, rule?.as_ref(), &attempts?.unwrap_or_default()))
    }
}

impl Communication {
    /// A page of them.
    pub fn connection(page: Page<communication::Model>, total: u64) -> Connection<Edge<Self>> {
        Connection::new(page, total, |cursor, _| cursor.encode(), Self::from)
    }
}

impl From<communication::Model> for Communication {
    fn from(row: communication::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            state: row.state.into(),
            template: row.template.clone(),
            channel: row.channel.into(),
            audience: row.audience.into(),
            recipient_address: row.recipient_address.clone(),
            message_id: row.message_id.clone(),
            subject: row.subject.clone(),
            body_text: row.body_text.clone(),
            created_at: DateTime(row.created_at),
            due_at: DateTime(row.due_at),
            sent_at: row.sent_at.map(DateTime),
            suppression_reason: row.suppression_reason.map(Into::into),
            failure: row.failure.clone(),
            attempt_count: row.attempt_count,
            row,
        }
    }
}

/// One try to deliver a communication.
#[derive(Clone, Debug, SimpleObject)]
pub struct CommunicationAttempt {
    /// Id, such as `attempt_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// 1 for the first.
    pub number: i32,
    /// When it began.
    pub started_at: DateTime,
    /// When it ended; absent while it runs.
    pub finished_at: Option<DateTime>,
    /// How it ended; absent while it runs.
    pub outcome: Option<AttemptOutcome>,
    /// The server's reply code, such as 250.
    pub server_code: Option<i32>,
    /// The server's answer, or what went wrong before there was one.
    pub answer: Option<String>,
}

impl From<communication_attempt::Model> for CommunicationAttempt {
    fn from(row: communication_attempt::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            number: row.number,
            started_at: DateTime(row.started_at),
            finished_at: row.finished_at.map(DateTime),
            outcome: row.outcome.map(Into::into),
            server_code: row.server_code,
            answer: row.answer,
        }
    }
}

/// A rule: when this happens to a lead, send this template to this audience after this delay.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Trigger {
    /// Id, such as `trigger_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// A stable word, such as `status-new`.
    pub key: String,
    /// What sets it off.
    pub event: TriggerEvent,
    /// The status that must be entered, for `STATUS_ENTERED`; absent: any.
    pub to_status: Option<LeadStatus>,
    /// The status that must be left; absent: any.
    pub from_status: Option<LeadStatus>,
    /// The template's name.
    pub template: String,
    /// To whom it writes.
    pub audience: Audience,
    /// How the message travels.
    pub channel: Channel,
    /// How long it waits, in seconds.
    pub delay_seconds: i64,
    /// Whether the message is cancelled if the lead has left the status by then.
    pub cancel_if_status_left: bool,
    /// Whether it works at all.
    pub is_enabled: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTime,
    #[graphql(skip)]
    lead_type_id: Option<entity::LeadTypeId>,
}

#[ComplexObject]
impl Trigger {
    /// Only for leads of this type; absent: of every type.
    async fn lead_type(&self, ctx: &Context<'_>) -> Option<Result<LeadType>> {
        one(ctx, self.lead_type_id).await
    }
}

impl From<trigger::Model> for Trigger {
    fn from(row: trigger::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            key: row.key,
            event: row.event.into(),
            to_status: row.to_status.map(Into::into),
            from_status: row.from_status.map(Into::into),
            template: row.template,
            audience: row.audience.into(),
            channel: row.channel.into(),
            delay_seconds: row.delay_seconds,
            cancel_if_status_left: row.cancel_if_status_left,
            is_enabled: row.is_enabled,
            version: row.version,
            updated_at: DateTime(row.updated_at),
            lead_type_id: row.lead_type_id,
        }
    }
}
