//! Small regular chores: figures, and rows that nobody needs any more.

use std::time::Duration;

use chrono::TimeDelta;
use entity::scheduled_run;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::{heartbeat, queue::Queue};
use crate::{communications::claim, context::Ctx, error::Result, sign_in, telemetry::QUEUE_DEPTH};

const SAMPLE: Duration = Duration::from_secs(15);
/// Samples between two cleanings.
const CLEANING: u32 = 20;
/// How long runs can be looked up.
const RUNS_KEPT: TimeDelta = TimeDelta::days(30);

/// Runs until told to stop.
pub(super) async fn run(ctx: &Ctx, queue: &Queue, stop: &CancellationToken) -> Result<()> {
    for round in 0_u32.. {
        #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
        metrics::gauge!(QUEUE_DEPTH).set(claim::count_due(ctx).await? as f64);
        if round.is_multiple_of(CLEANING) {
            clean(ctx, queue).await?;
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep(SAMPLE) => {}
        }
    }
    Ok(())
}

async fn clean(ctx: &Ctx, queue: &Queue) -> Result<()> {
    queue.forget_finished().await?;
    heartbeat::forget_dead(ctx).await?;
    let tx = ctx.db.begin().await?;
    scheduled_run::Entity::delete_many()
        .filter(scheduled_run::Column::StartedAt.lt(ctx.clock.now() - RUNS_KEPT))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    sign_in::forget_what_is_over(ctx).await
}
