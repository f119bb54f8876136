//! Delivering one message: take it in hand, write it with everything as it is now, send it, record what became of it.
//!
//! Whatever happens in between, the row tells the truth: a worker that is killed leaves a lease that runs out, and
//! the message is tried again with the same Message-ID. Only between the server's "250" and our commit can a mail
//! go out twice; no client of SMTP can close that window.

use std::{fmt::Display, time::Duration};

use entity::CommunicationId;
use futures::{FutureExt, future::BoxFuture};

use super::{
    claim::{self, Claimed},
    compose::{Composed, compose},
    mailer::Mailer,
    record::{Delivered, Outcome, Sent, record},
};
use crate::{
    context::Ctx,
    error::Result,
    mail::{Accepted, OutgoingMail, SendFailure, SendResult},
};

/// How often a result is written down before it is left to the lease.
const RECORD_TRIES: u32 = 4;

/// Delivers a message that is due. Does nothing when it is not, or is in other hands.
///
/// # Errors
/// The database failed: the message stays in hand until its lease runs out, or until
/// [`super::recovery::interrupted`] is called.
pub async fn deliver(ctx: &Ctx, id: CommunicationId, mailer: &Mailer) -> Result<Delivered> {
    let Some(claimed) = claim::begin_attempt(ctx, id).await? else { return Ok(Delivered::NotDue) };
    let outcome = match compose(ctx, &claimed.communication, mailer).await? {
        Composed::Mail(mail) => {
            let held = &claimed;
            let renew = move || claim::renew(ctx, held).boxed();
            sent(&mail, send(ctx, mailer, &mail, &claimed.communication.id, renew).await)
        }
        Composed::Suppressed(reason) => Outcome::Suppressed(reason),
        Composed::Cancelled(why) => Outcome::Cancelled(why),
        Composed::Unwritable(message) => Outcome::Unwritable(message),
        Composed::Unsendable { address, failure } => Outcome::Failed { address, failure },
    };
    tell(&claimed, &outcome);
    record_surely(ctx, &claimed, &outcome).await
}

fn sent(mail: &OutgoingMail, result: SendResult) -> Outcome {
    let address = mail.to.email.to_string();
    match result {
        Ok(Accepted { answer }) => {
            let mail = Sent {
                address,
                message_id: mail.message_id.clone(),
                subject: mail.subject.clone(),
                text: mail.text.clone(),
            };
            Outcome::Sent { mail, answer }
        }
        Err(failure) => Outcome::Failed { address, failure },
    }
}

/// Sends, and keeps the message in hand meanwhile by `renew`, however long the server takes. `renew` says whether it is
/// still ours.
pub(super) async fn send<'a>(
    ctx: &Ctx,
    mailer: &Mailer,
    mail: &OutgoingMail,
    id: &(impl Display + Sync),
    renew: impl Fn() -> BoxFuture<'a, Result<bool>> + Sync,
) -> SendResult {
    let third = u64::try_from(claim::lease(ctx).num_milliseconds() / 3).unwrap_or(1).max(100);
    let mut renewal = tokio::time::interval(Duration::from_millis(third));
    renewal.tick().await;
    let mut sending = std::pin::pin!(mailer.transport().send(mail));
    loop {
        tokio::select! {
            result = &mut sending => return result,
            _ = renewal.tick() => match renew().await {
                Ok(true) => {}
                // It is no longer ours, but what the server makes of it is still worth knowing.
                Ok(false) => tracing::warn!(communication = %id, "another worker took a message over while it was being sent"),
                Err(error) => tracing::warn!(communication = %id, %error, "a lease could not be renewed"),
            },
        }
    }
}

/// A result that is not written down means the mail may go out again: a short fault of the database must not cost that.
async fn record_surely(ctx: &Ctx, claimed: &Claimed, outcome: &Outcome) -> Result<Delivered> {
    let mut tried = 1;
    loop {
        match record(ctx, claimed, outcome).await {
            Err(error) if tried < RECORD_TRIES => {
                tracing::warn!(communication = %claimed.communication.id, %error, tried, "a result could not be recorded, trying again");
                tokio::time::sleep(Duration::from_millis(100 << tried)).await;
                tried += 1;
            }
            result => return result,
        }
    }
}

/// What an operator should know. Server answers quote addresses: they are in the row, not in the log.
fn tell(claimed: &Claimed, outcome: &Outcome) {
    let communication = claimed.communication.id;
    match outcome {
        Outcome::Unwritable(message) => {
            tracing::error!(%communication, message, "a message could not be written: mend its template");
        }
        Outcome::Failed { failure, .. } if failure.kind == crate::mail::FailureKind::Misconfigured => {
            tracing::error!(%communication, %failure, "the mail server refuses our settings: check `mail.url`, then `leadline doctor`");
        }
        Outcome::Failed { failure, .. } => log_failure(communication, failure),
        Outcome::Sent { .. } | Outcome::Suppressed(_) | Outcome::Cancelled(_) => {}
    }
}

fn log_failure(communication: CommunicationId, failure: &SendFailure) {
    tracing::info!(%communication, %failure, "a message was not delivered");
}
