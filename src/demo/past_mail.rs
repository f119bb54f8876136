//! Mail of the past: noted as sent, many at once, without being written. Delivering two thousand mails one by one
//! takes longer than anybody waits for a demo.

use std::collections::HashMap;

use chrono::TimeDelta;
use entity::{
    AttemptId, AttemptOutcome, Audience, CommunicationId, CommunicationState, EventType, LeadId, UserId,
    communication, communication_attempt, lead, user,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    context::Ctx,
    error::Result,
    events::{self, NewEvent, Note},
};

/// What the mail server would have said.
const ANSWER: &str = "250 (demo)";
/// How long it would have taken.
const TIME: TimeDelta = TimeDelta::seconds(2);

/// Notes messages as sent at their time. Returns those for which that would not be true: they must go the usual way,
/// which finds out why they are not sent.
///
/// # Errors
/// The database failed.
pub async fn note_as_sent(ctx: &Ctx, ids: &[CommunicationId]) -> Result<Vec<CommunicationId>> {
    let found = communication::Entity::find().filter(communication::Column::Id.is_in(ids.iter().copied()));
    let messages = found.all(ctx.db.conn()).await?;
    let leads =
        lead::Entity::find().filter(lead::Column::Id.is_in(messages.iter().map(|message| message.lead_id)));
    let leads: HashMap<LeadId, lead::Model> =
        leads.all(ctx.db.conn()).await?.into_iter().map(|lead| (lead.id, lead)).collect();
    let users: HashMap<UserId, String> = user::Entity::find()
        .all(ctx.db.conn())
        .await?
        .into_iter()
        .map(|user| (user.id, user.email))
        .collect();
    let address = |message: &communication::Model| match message.audience {
        Audience::Lead => leads.get(&message.lead_id).filter(|lead| !lead.do_not_contact)?.email.clone(),
        _ => users.get(&message.recipient_user_id?).cloned(),
    };
    let (sent, others): (Vec<_>, Vec<_>) = messages
        .into_iter()
        .map(|message| (address(&message), message))
        .partition(|(address, _)| address.is_some());
    let messages: Vec<_> = sent.into_iter().map(|(_, message)| message).collect();
    if !messages.is_empty() {
        write(ctx, &messages).await?;
    }
    Ok(others.into_iter().map(|(_, message)| message.id).collect())
}

async fn write(ctx: &Ctx, messages: &[communication::Model]) -> Result<()> {
    let tx = ctx.db.begin().await?;
    // To whom, by what the row itself says: one statement for all of them.
    let to = Expr::cust(
        "coalesce((select u.email from users u where u.id = recipient_user_id), \
         (select l.email from leads l where l.id = lead_id))",
    );
    communication::Entity::update_many()
        .col_expr(communication::Column::State, Expr::value(CommunicationState::Sent))
        .col_expr(communication::Column::AttemptCount, Expr::value(1))
        .col_expr(communication::Column::SentAt, Expr::col(communication::Column::CreatedAt))
        .col_expr(communication::Column::UpdatedAt, Expr::col(communication::Column::CreatedAt))
        .col_expr(communication::Column::LeaseUntil, Expr::value(None::<chrono::DateTime<chrono::Utc>>))
        .col_expr(communication::Column::RecipientAddress, to)
        .filter(communication::Column::Id.is_in(messages.iter().map(|message| message.id)))
        .exec(&*tx)
        .await?;
    let attempt = |message: &communication::Model| communication_attempt::ActiveModel {
        id: Set(ctx.new_id::<AttemptId>()),
        communication_id: Set(message.id),
        number: Set(1),
        started_at: Set(message.created_at),
        finished_at: Set(Some(message.created_at + TIME)),
        outcome: Set(Some(AttemptOutcome::Sent)),
        server_code: Set(Some(250)),
        answer: Set(Some(ANSWER.to_owned())),
    };
    communication_attempt::Entity::insert_many(messages.iter().map(attempt))
        .exec_without_returning(&*tx)
        .await?;
    let event = |message: &communication::Model| {
        let data = json!({ "template": message.template, "audience": message.audience,
                           "channel": message.channel, "reason": "250" });
        let note = Note::new(EventType::CommunicationSent).lead(message.lead_id).communication(message.id);
        NewEvent { actor_id: None, at: message.created_at + TIME, ..ctx.event(note.data(data)) }
    };
    events::append(&tx, messages.iter().map(event).collect()).await?;
    tx.commit().await
}
