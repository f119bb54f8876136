//! The job that looks for stale leads: one run for each tick.

use tokio::time::Instant;

use super::scheduled_run::{Owner, once};
use crate::{
    context::Ctx,
    leads::staleness,
    telemetry::{SWEEP_LEADS, SWEEP_SECONDS},
};

pub(super) async fn run(ctx: &Ctx, owner: &Owner, tick: &str) {
    let work_ctx = ctx.as_job("sweep");
    let work = Box::pin(async move {
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
    });
    once(ctx, owner, tick, work).await;
}
