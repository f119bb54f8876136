//! The job that delivers one message.

use std::{sync::Arc, time::Duration};

use entity::CommunicationId;
use tokio::time::{Instant, timeout};
use tokio_util::task::AbortOnDropHandle;

use crate::{
    communications::{self, Delivered, Mailer, recovery},
    context::Ctx,
    telemetry::{DELIVERIES, DELIVERY_SECONDS},
};

/// What a try may take beyond the time-out of the mail server: reading, writing, waiting for a connection.
const MARGIN: Duration = Duration::from_mins(1);

/// Delivers, and puts the message back when that ends without a result: on a panic, a time-out, or a failure of the
/// database. If even that fails, the lease of the message runs out.
pub(super) async fn run(
    ctx: &Ctx,
    mailer: &Arc<Mailer>,
    id: CommunicationId,
    attempt: i32,
) -> Option<Delivered> {
    let begun = Instant::now();
    let limit = Duration::from_secs(ctx.config.mail.timeout_seconds) + MARGIN;
    let (job_ctx, job_mailer) = (ctx.as_job("deliver"), mailer.clone());
    // A task of its own: a panic ends there, and one slow delivery does not hold up the others' thread.
    let work =
        tokio::spawn(async move { timeout(limit, communications::deliver(&job_ctx, id, &job_mailer)).await });
    let (why, result) = match AbortOnDropHandle::new(work).await {
        Ok(Ok(Ok(delivered))) => (None, Some(delivered)),
        Ok(Ok(Err(error))) => (Some(error.to_string()), None),
        Ok(Err(_)) => (Some("it took too long".to_owned()), None),
        Err(_) => (Some("it panicked".to_owned()), None),
    };
    if let Some(why) = why {
        tracing::error!(communication = %id, attempt, why, "a delivery was interrupted and will be tried again");
        if let Err(error) = recovery::interrupted(ctx, id, attempt).await {
            tracing::error!(communication = %id, %error, "it waits until its lease runs out");
        }
    }
    let outcome = result.map_or("interrupted", Delivered::as_str);
    if result != Some(Delivered::NotDue) {
        metrics::counter!(DELIVERIES, "result" => outcome).increment(1);
        metrics::histogram!(DELIVERY_SECONDS).record(begun.elapsed().as_secs_f64());
    }
    result
}
