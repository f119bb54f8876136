//! The job that looks for stale leads: one run for each tick.

use tokio::time::Instant;

use super::{
    metrics::{SWEEP_LEADS, SWEEP_SECONDS},
    scheduled_run::{Owner, once},
};
use crate::{context::Ctx, leads::staleness};

pub(super) async fn run(ctx: &Ctx, owner: &Owner, tick: &str) {
    let work_ctx = ctx.clone();
    once(ctx, owner, tick, async move {
        let begun = Instant::now();
        let report = staleness::sweep(&work_ctx).await?;
        metrics::histogram!(SWEEP_SECONDS).record(begun.elapsed().as_secs_f64());
        let counts = [
            ("warned", report.warned),
            ("inactive", report.marked_inactive),
            ("dropped", report.dropped),
            ("overdue", report.overdue),
        ];
        for (what, count) in counts {
            metrics::counter!(SWEEP_LEADS, "what" => what).increment(count);
        }
        tracing::info!(?report, "swept");
        Ok(())
    })
    .await;
}
