//! The jobs that deliver one message.

use std::{fmt::Display, sync::Arc, time::Duration};

use entity::{AccountMailId, CommunicationId};
use tokio::time::{Instant, timeout};
use tokio_util::task::AbortOnDropHandle;

use crate::{
    communications::{self, Delivered, Mailer, account_mail, recovery},
    context::Ctx,
    error::Result,
    telemetry::{DELIVERIES, DELIVERY_SECONDS},
};

/// What a try may take beyond the time-out of the mail server: reading, writing, waiting for a connection.
const MARGIN: Duration = Duration::from_mins(1);

/// Delivers a message about a lead.
pub(super) async fn run(
    ctx: &Ctx,
    mailer: &Arc<Mailer>,
    id: CommunicationId,
    attempt: i32,
) -> Option<Delivered> {
    let begun = Instant::now();
    let (job_ctx, job_mailer) = (ctx.as_job("deliver"), mailer.clone());
    let result = caught(ctx, async move { communications::deliver(&job_ctx, id, &job_mailer).await }).await;
    if let Err(why) = &result {
        interrupted(&id, attempt, why, recovery::interrupted(ctx, id, attempt).await);
    }
    counted(begun, result.ok())
}

/// Delivers a mail to a user about their account.
pub(super) async fn run_account_mail(
    ctx: &Ctx,
    mailer: &Arc<Mailer>,
    id: AccountMailId,
    attempt: i32,
) -> Option<Delivered> {
    let begun = Instant::now();
    let (job_ctx, job_mailer) = (ctx.as_job("deliver"), mailer.clone());
    let result = caught(ctx, async move { account_mail::deliver(&job_ctx, id, &job_mailer).await }).await;
    if let Err(why) = &result {
        interrupted(&id, attempt, why, account_mail::interrupted(ctx, id, attempt).await);
    }
    counted(begun, result.ok())
}

/// What came of a delivery, or why nothing did: a panic, a time-out, or a failure of the database.
async fn caught(
    ctx: &Ctx,
    work: impl Future<Output = Result<Delivered>> + Send + 'static,
) -> Result<Delivered, String> {
    let limit = Duration::from_secs(ctx.config.mail.timeout_seconds) + MARGIN;
    // A task of its own: a panic ends there, and one slow delivery does not hold up the others' thread.
    let work = tokio::spawn(async move { timeout(limit, work).await });
    match AbortOnDropHandle::new(work).await {
        Ok(Ok(Ok(delivered))) => Ok(delivered),
        Ok(Ok(Err(error))) => Err(error.to_string()),
        Ok(Err(_)) => Err("it took too long".to_owned()),
        Err(_) => Err("it panicked".to_owned()),
    }
}

/// The message was put back; if even that failed, its lease runs out.
fn interrupted(id: &impl Display, attempt: i32, why: &str, put_back: Result<()>) {
    tracing::error!(%id, attempt, why, "a delivery was interrupted and will be tried again");
    if let Err(error) = put_back {
        tracing::error!(%id, %error, "it waits until its lease runs out");
    }
}

fn counted(begun: Instant, result: Option<Delivered>) -> Option<Delivered> {
    let outcome = result.map_or("interrupted", Delivered::as_str);
    if result != Some(Delivered::NotDue) {
        metrics::counter!(DELIVERIES, "result" => outcome).increment(1);
        metrics::histogram!(DELIVERY_SECONDS).record(begun.elapsed().as_secs_f64());
    }
    result
}
