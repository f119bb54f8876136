//! Writing down what became of a try: the try, the message and its event in one transaction.

use chrono::{DateTime, Utc};
use entity::{
    AttemptOutcome, CommunicationState, EventType, SuppressionReason, communication, communication_attempt,
    suppression,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use serde_json::json;

use super::{
    backoff,
    claim::{Claimed, first_try, in_hand},
};
use crate::{
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, NewEvent, Note},
    mail::{FailureKind, SendFailure},
};

/// How a try ended.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// The server took it.
    Sent { mail: Sent, answer: String },
    /// The server or the way there failed.
    Failed { address: String, failure: SendFailure },
    /// The message cannot be written: for the person who looks after the templates.
    Unwritable(String),
    /// It must not be sent.
    Suppressed(SuppressionReason),
    /// Its reason is gone.
    Cancelled(&'static str),
}

/// What was sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub address: String,
    pub message_id: String,
    pub subject: String,
    pub text: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// Nothing was to be done: it is finished, not due, or in other hands.
    NotDue,
    /// The server took it.
    Sent,
    /// It is tried again then.
    Retried(DateTime<Utc>),
    /// It is tried again then; before, somebody should mend our mail settings.
    Misconfigured(DateTime<Utc>),
    /// Given up.
    Failed,
    /// It must not be sent.
    Suppressed(SuppressionReason),
    /// Its reason was gone.
    Cancelled,
}

impl Delivered {
    /// One word, for figures.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Sent => "sent",
            Self::Retried(_) => "retried",
            Self::Misconfigured(_) => "misconfigured",
            Self::Failed => "failed",
            Self::Suppressed(_) => "suppressed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Writes it down. When the message is in other hands by now, only a success still counts.
pub(super) async fn record(ctx: &Ctx, claimed: &Claimed, outcome: &Outcome) -> Result<Delivered> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    let changed = |update: UpdateMany<communication::Entity>| {
        update
            .col_expr(communication::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(communication::Column::UpdatedAt, Expr::value(now))
    };
    let (delivered, update) = match outcome {
        Outcome::Sent { mail, answer } => {
            finish_attempt(ctx, &tx, claimed, AttemptOutcome::Sent, code_of(answer), answer).await?;
            (Delivered::Sent, sent(changed(still_unsent(claimed)), mail, now))
        }
        Outcome::Failed { address, failure } => {
            let outcome = match failure.kind {
                FailureKind::Permanent => AttemptOutcome::PermanentFailure,
                FailureKind::Transient | FailureKind::Misconfigured => AttemptOutcome::TransientFailure,
            };
            let code = failure.code.map(i32::from);
            finish_attempt(ctx, &tx, claimed, outcome, code, &failure.answer).await?;
            if failure.hard_bounce {
                suppress(&tx, address, now).await?;
            }
            let update = changed(in_hand(claimed))
                .col_expr(communication::Column::RecipientAddress, Expr::value(address.as_str()));
            match next_try(ctx, &tx, claimed, failure.kind).await? {
                Some(at) if failure.kind == FailureKind::Misconfigured => {
                    (Delivered::Misconfigured(at), queued(update, at))
                }
                Some(at) => (Delivered::Retried(at), queued(update, at)),
                None => (Delivered::Failed, failed_for_good(update, &failure.answer)),
            }
        }
        Outcome::Unwritable(message) => {
            finish_attempt(ctx, &tx, claimed, AttemptOutcome::PermanentFailure, None, message).await?;
            (Delivered::Failed, failed_for_good(changed(in_hand(claimed)), message))
        }
        Outcome::Suppressed(reason) => {
            let update = not_tried(&tx, claimed, changed(in_hand(claimed))).await?;
            let update = state(update, CommunicationState::Suppressed)
                .col_expr(communication::Column::SuppressionReason, Expr::value(*reason));
            (Delivered::Suppressed(*reason), update)
        }
        Outcome::Cancelled(why) => {
            let update = not_tried(&tx, claimed, changed(in_hand(claimed))).await?;
            let update = state(update, CommunicationState::Cancelled)
                .col_expr(communication::Column::Failure, Expr::value(*why));
            (Delivered::Cancelled, update)
        }
    };
    if update.exec(&*tx).await?.rows_affected == 0 {
        // Somebody took it over because our lease ran out. Our success stands with the try; theirs decides the rest.
        if matches!(outcome, Outcome::Sent { .. }) {
            tx.commit().await?;
        }
        return Ok(Delivered::NotDue);
    }
    if let Some(kind) = event_of(delivered) {
        let code = match outcome {
            Outcome::Failed { failure, .. } => failure.code,
            _ => None,
        };
        events::append(
            &tx,
            vec![event(ctx, &claimed.communication, kind, reason(delivered, code).as_deref())],
        )
        .await?;
    }
    tx.commit().await?;
    ctx.bus.wake();
    Ok(delivered)
}

/// A success counts even if the message was put back into the queue meanwhile, as long as nobody began it again.
fn still_unsent(claimed: &Claimed) -> UpdateMany<communication::Entity> {
    communication::Entity::update_many()
        .filter(communication::Column::Id.eq(claimed.communication.id))
        .filter(communication::Column::AttemptCount.eq(claimed.communication.attempt_count))
        .filter(communication::Column::State.is_in([CommunicationState::Sending, CommunicationState::Queued]))
}

fn sent(
    update: UpdateMany<communication::Entity>,
    mail: &Sent,
    now: DateTime<Utc>,
) -> UpdateMany<communication::Entity> {
    state(update, CommunicationState::Sent)
        .col_expr(communication::Column::SentAt, Expr::value(now))
        .col_expr(communication::Column::RecipientAddress, text(&mail.address))
        .col_expr(communication::Column::MessageId, text(&mail.message_id))
        .col_expr(communication::Column::Subject, text(&mail.subject))
        .col_expr(communication::Column::BodyText, text(&mail.text))
}

fn queued(update: UpdateMany<communication::Entity>, at: DateTime<Utc>) -> UpdateMany<communication::Entity> {
    state(update, CommunicationState::Queued).col_expr(communication::Column::DueAt, Expr::value(at))
}

pub(super) fn failed_for_good(
    update: UpdateMany<communication::Entity>,
    why: &str,
) -> UpdateMany<communication::Entity> {
    state(update, CommunicationState::Failed).col_expr(communication::Column::Failure, text(why))
}

fn state(
    update: UpdateMany<communication::Entity>,
    state: CommunicationState,
) -> UpdateMany<communication::Entity> {
    update.col_expr(communication::Column::State, Expr::value(state))
}

fn text(value: &str) -> SimpleExpr {
    Expr::value(value)
}

/// No server was asked: what was begun as a try was none.
async fn not_tried(
    tx: &Tx,
    claimed: &Claimed,
    update: UpdateMany<communication::Entity>,
) -> Result<UpdateMany<communication::Entity>> {
    communication_attempt::Entity::delete_by_id(claimed.attempt_id).exec(&**tx).await?;
    Ok(update
        .col_expr(communication::Column::AttemptCount, Expr::col(communication::Column::AttemptCount).sub(1)))
}

async fn next_try(ctx: &Ctx, tx: &Tx, claimed: &Claimed, kind: FailureKind) -> Result<Option<DateTime<Utc>>> {
    let (now, id) = (ctx.clock.now(), claimed.communication.id);
    let attempt = claimed.communication.attempt_count;
    Ok(match kind {
        FailureKind::Permanent => None,
        // The mail is not at fault: it is kept for as long as it takes.
        FailureKind::Misconfigured => Some(now + backoff::misconfigured_delay(id, attempt)),
        FailureKind::Transient => {
            let first = first_try(&**tx, id).await?.unwrap_or(now);
            backoff::next_try(now, first, backoff::delay(id, attempt))
        }
    })
}

async fn finish_attempt(
    ctx: &Ctx,
    tx: &Tx,
    claimed: &Claimed,
    outcome: AttemptOutcome,
    code: Option<i32>,
    answer: &str,
) -> Result<()> {
    communication_attempt::Entity::update_many()
        .col_expr(communication_attempt::Column::FinishedAt, Expr::value(ctx.clock.now()))
        .col_expr(communication_attempt::Column::Outcome, Expr::value(outcome))
        .col_expr(communication_attempt::Column::ServerCode, Expr::value(code))
        .col_expr(communication_attempt::Column::Answer, text(answer))
        .filter(communication_attempt::Column::Id.eq(claimed.attempt_id))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn suppress(tx: &Tx, address: &str, at: DateTime<Utc>) -> Result<()> {
    let row = suppression::ActiveModel {
        address: Set(address.trim().to_lowercase()),
        reason: Set(SuppressionReason::HardBounced),
        at: Set(at),
    };
    suppression::Entity::insert(row)
        .on_conflict_do_nothing_on([suppression::Column::Address])
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// `250` of `250 2.0.0 Ok: queued`.
fn code_of(answer: &str) -> Option<i32> {
    let code = answer.get(..3)?.parse().ok()?;
    (200..600).contains(&code).then_some(code)
}

fn event_of(delivered: Delivered) -> Option<EventType> {
    match delivered {
        Delivered::Sent => Some(EventType::CommunicationSent),
        Delivered::Failed => Some(EventType::CommunicationFailed),
        Delivered::Suppressed(_) => Some(EventType::CommunicationSuppressed),
        Delivered::Cancelled => Some(EventType::CommunicationCancelled),
        Delivered::NotDue | Delivered::Retried(_) | Delivered::Misconfigured(_) => None,
    }
}

fn reason(delivered: Delivered, code: Option<u16>) -> Option<String> {
    match delivered {
        Delivered::Suppressed(reason) => Some(reason.to_string()),
        Delivered::Cancelled => Some("STATUS_LEFT".to_owned()),
        _ => code.map(|code| code.to_string()),
    }
}

/// The event of a message's end. Server answers quote addresses: only their codes are told.
pub(super) fn event(
    ctx: &Ctx,
    row: &communication::Model,
    kind: EventType,
    reason: Option<&str>,
) -> NewEvent {
    let data = json!({ "template": row.template, "audience": row.audience, "channel": row.channel, "reason": reason });
    NewEvent {
        actor_id: None,
        ..ctx.event(Note::new(kind).lead(row.lead_id).communication(row.id).data(data))
    }
}
