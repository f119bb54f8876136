//! The job that brings leads back from hold on their day: one run for each tick.

use super::scheduled_run::{Owner, once};
use crate::{context::Ctx, leads};

pub(super) async fn run(ctx: &Ctx, owner: &Owner, tick: &str) {
    let work_ctx = ctx.as_job("resume");
    let work = Box::pin(async move {
        let resumed = leads::resume_due(&work_ctx).await?;
        if resumed > 0 {
            tracing::info!(resumed, "leads came back from hold");
        }
        Ok(())
    });
    once(ctx, owner, tick, work).await;
}
