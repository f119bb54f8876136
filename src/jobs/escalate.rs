//! The job that points out leads which wait for too long: one run for each tick.

use super::scheduled_run::{Owner, once};
use crate::{context::Ctx, leads};

pub(super) async fn run(ctx: &Ctx, owner: &Owner, tick: &str) {
    let work_ctx = ctx.clone();
    let work = Box::pin(async move {
        let escalated = leads::escalate_due(&work_ctx).await?;
        if escalated > 0 {
            tracing::info!(escalated, "leads have waited for too long");
        }
        Ok(())
    });
    once(ctx, owner, tick, work).await;
}
