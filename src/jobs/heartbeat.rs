//! Says that this worker lives: readiness asks here.

use std::time::Duration;

use chrono::TimeDelta;
use entity::worker_heartbeat;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};
use tokio_util::sync::CancellationToken;

use crate::{context::Ctx, error::Result};

const INTERVAL: Duration = Duration::from_secs(10);

/// Beats until told to stop.
pub(super) async fn run(ctx: &Ctx, worker: &str, stop: &CancellationToken) -> Result<()> {
    loop {
        beat(ctx, worker).await?;
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}

async fn beat(ctx: &Ctx, worker: &str) -> Result<()> {
    let now = ctx.clock.now();
    let row = worker_heartbeat::ActiveModel {
        name: Set(worker.to_owned()),
        started_at: Set(now),
        seen_at: Set(now),
    };
    let again = OnConflict::column(worker_heartbeat::Column::Name)
        .update_column(worker_heartbeat::Column::SeenAt)
        .to_owned();
    let tx = ctx.db.begin().await?;
    worker_heartbeat::Entity::insert(row).on_conflict(again).exec_without_returning(&*tx).await?;
    tx.commit().await
}

/// A worker that stopped cleanly leaves nothing behind.
pub(super) async fn remove(ctx: &Ctx, worker: &str) -> Result<()> {
    let tx = ctx.db.begin().await?;
    worker_heartbeat::Entity::delete_by_id(worker).exec(&*tx).await?;
    tx.commit().await
}

/// Those of workers that were killed are kept for a day, to be looked at.
pub(super) async fn forget_dead(ctx: &Ctx) -> Result<()> {
    let tx = ctx.db.begin().await?;
    worker_heartbeat::Entity::delete_many()
        .filter(worker_heartbeat::Column::SeenAt.lt(ctx.clock.now() - TimeDelta::days(1)))
        .exec(&*tx)
        .await?;
    tx.commit().await
}
