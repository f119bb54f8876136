//! What the triggers call for: rows written in the transaction of their cause, at most one for each trigger, cause
//! and recipient.

use std::collections::HashSet;

use chrono::TimeDelta;
use entity::{
    Audience, CommunicationState, EventType, LeadStatus, StatusChangeId, TriggerEvent, UserId, communication,
    lead, trigger,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::recipients::{Recipients, Teams};
use crate::{
    context::Ctx,
    db::Statements,
    error::Result,
    events::{self, NewEvent, Note},
};

/// Something that happened to a lead, and that triggers may answer.
#[derive(Clone, Debug)]
pub struct Cause<'a> {
    /// The lead as it is now.
    pub lead: &'a lead::Model,
    /// What happened.
    pub event: TriggerEvent,
    /// The status it came from, where it entered one.
    pub from: Option<LeadStatus>,
    /// The status entry or the event: mail is sent once for each.
    pub id: Uuid,
}

/// The triggers that are switched on, read once for a write.
#[derive(Clone, Debug)]
pub struct Triggers(Vec<trigger::Model>);

/// Rows in one statement.
const ROWS_PER_STATEMENT: usize = 400;

impl Triggers {
    /// Reads them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let enabled = trigger::Entity::find().filter(trigger::Column::IsEnabled.eq(true));
        Ok(Self(enabled.order_by_asc(trigger::Column::Key).all(db).await?))
    }

    /// Queues every message that the causes call for, and notes it in the event log.
    ///
    /// # Errors
    /// The database failed.
    pub async fn call(
        &self,
        ctx: &Ctx,
        tx: &Statements,
        causes: &[Cause<'_>],
    ) -> Result<Vec<communication::Model>> {
        let recipients = Recipients::load(tx, self.audiences(causes)).await?;
        let called = self.messages(ctx, causes, &recipients);
        for rows in called.chunks(ROWS_PER_STATEMENT) {
            let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
            let once = [
                communication::Column::TriggerId,
                communication::Column::CauseId,
                communication::Column::RecipientKey,
            ];
            communication::Entity::insert_many(rows)
                .on_conflict_do_nothing_on(once)
                .exec_without_returning(tx)
                .await?;
        }
        events::append(tx, called.iter().map(|message| queued(ctx, message)).collect()).await?;
        Ok(called)
    }

    /// Every message that the causes call for. Whoever belongs to two audiences is not told the same twice.
    fn messages(
        &self,
        ctx: &Ctx,
        causes: &[Cause<'_>],
        recipients: &Recipients,
    ) -> Vec<communication::Model> {
        let mut told = HashSet::new();
        let mut called = Vec::new();
        for cause in causes {
            for trigger in self.answering(cause) {
                called.extend(messages(ctx, trigger, cause, recipients).into_iter().filter(|message| {
                    told.insert((cause.id, message.template.clone(), message.channel, message.recipient_key))
                }));
            }
        }
        called
    }

    /// Units and groups whose people are called.
    fn audiences(&self, causes: &[Cause<'_>]) -> Teams {
        let mut teams = Teams::default();
        for cause in causes {
            self.answering(cause).for_each(|trigger| teams.add(trigger.audience, cause.lead));
        }
        teams
    }

    fn answering<'a>(&'a self, cause: &'a Cause<'_>) -> impl Iterator<Item = &'a trigger::Model> {
        self.0.iter().filter(|trigger| {
            trigger.event == cause.event
                && trigger.to_status.is_none_or(|status| status == cause.lead.status)
                && trigger.from_status.is_none_or(|status| Some(status) == cause.from)
                && trigger.lead_type_id.is_none_or(|lead_type| lead_type == cause.lead.lead_type_id)
        })
    }
}

/// The messages of one trigger to its audience, one for each who belongs to it; none when it is empty.
fn messages(
    ctx: &Ctx,
    trigger: &trigger::Model,
    cause: &Cause<'_>,
    recipients: &Recipients,
) -> Vec<communication::Model> {
    match trigger.audience {
        Audience::Lead => vec![message(ctx, trigger, cause, None)],
        audience => {
            let users = recipients.users(audience, cause.lead).into_iter();
            users.map(|user| message(ctx, trigger, cause, Some(user))).collect()
        }
    }
}

fn message(
    ctx: &Ctx,
    trigger: &trigger::Model,
    cause: &Cause<'_>,
    recipient_user_id: Option<UserId>,
) -> communication::Model {
    let recipient_key: Uuid = recipient_user_id.map_or(cause.lead.id.0, |user| user.0);
    let now = ctx.clock.now();
    let status_change_id: Option<StatusChangeId> =
        (cause.event == TriggerEvent::StatusEntered).then_some(cause.lead.status_change_id);
    communication::Model {
        id: ctx.new_id(),
        lead_id: cause.lead.id,
        trigger_id: Some(trigger.id),
        cause_id: cause.id,
        status_change_id,
        channel: trigger.channel,
        audience: trigger.audience,
        template: trigger.template.clone(),
        recipient_user_id,
        recipient_key,
        recipient_address: None,
        state: CommunicationState::Queued,
        suppression_reason: None,
        failure: None,
        subject: None,
        body_text: None,
        message_id: None,
        cancel_if_status_left: trigger.cancel_if_status_left,
        created_at: now,
        due_at: now + TimeDelta::seconds(trigger.delay_seconds),
        attempt_count: 0,
        lease_until: None,
        sent_at: None,
        updated_at: now,
    }
}

fn queued(ctx: &Ctx, message: &communication::Model) -> NewEvent {
    let data =
        json!({ "template": message.template, "audience": message.audience, "channel": message.channel });
    let note = Note::new(EventType::CommunicationQueued).lead(message.lead_id).communication(message.id);
    NewEvent { at: message.created_at, ..ctx.event(note.data(data)) }
}
