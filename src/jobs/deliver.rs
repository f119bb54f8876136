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
    let (job_ctx, job_mailer) = (ctx.clone(), mailer.clone());
    let work = async move { communications::deliver(&job_ctx, id, &job_mailer).await };
    caught(ctx, &id, attempt, work, async || recovery::interrupted(ctx, id, attempt).await).await
}

/// Delivers a mail to a user about their account.
pub(super) async fn run_account_mail(
    ctx: &Ctx,
    mailer: &Arc<Mailer>,
    id: AccountMailId,
    attempt: i32,
) -> Option<Delivered> {
    let (job_ctx, job_mailer) = (ctx.clone(), mailer.clone());
    let work = async move { account_mail::deliver(&job_ctx, id, &job_mailer).await };
    caught(ctx, &id, attempt, work, async || account_mail::interrupted(ctx, id, attempt).await).await
}

/// Delivers, and puts the message back when that ends without a result: on a panic, a time-out, or a failure of the
/// database. If even that fails, the lease of the message runs out.
async fn caught(
    ctx: &Ctx,
    id: &(impl Display + Sync),
    attempt: i32,
    work: impl Future<Output = Result<Delivered>> + Send + 'static,
    put_back: impl AsyncFnOnce() -> Result<()>,
) -> Option<Delivered> {
    let begun = Instant::now();
    let limit = Duration::from_secs(ctx.config.mail.timeout_seconds) + MARGIN;
    // A task of its own: a panic ends there, and one slow delivery does not hold up the others' thread.
    let work = tokio::spawn(async move { timeout(limit, work).await });
    let (why, result) = match AbortOnDropHandle::new(work).await {
        Ok(Ok(Ok(delivered))) => (None, Some(delivered)),
        Ok(Ok(Err(error))) => (Some(error.to_string()), None),
        Ok(Err(_)) => (Some("it took too long".to_owned()), None),
        Err(_) => (Some("it panicked".to_owned()), None),
    };
    if let Some(why) = why {
        tracing::error!(id = %id, attempt, why, "a delivery was interrupted and will be tried again");
        if let Err(error) = put_back().await {
            tracing::error!(id = %id, %error, "it waits until its lease runs out");
        }
    }
    let outcome = result.map_or("interrupted", Delivered::as_str);
    if result != Some(Delivered::NotDue) {
        metrics::counter!(DELIVERIES, "result" => outcome).increment(1);
        metrics::histogram!(DELIVERY_SECONDS).record(begun.elapsed().as_secs_f64());
    }
    result
}
