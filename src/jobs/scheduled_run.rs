//! One run for each tick, however many workers there are: whoever inserts the row of the tick runs it, and renews a
//! lease on it while it runs. A run whose worker was killed is taken over when the lease has run out.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::scheduled_run;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{context::Ctx, error::Result};

/// Who runs scheduled work here.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    /// The worker's name.
    pub worker: String,
    /// Says when to hand over.
    pub stop: CancellationToken,
}

/// After a failure, the run is taken up again by whoever looks first after this time.
const PAUSE_AFTER_FAILURE: TimeDelta = TimeDelta::seconds(60);
const LONGEST_RUN: Duration = Duration::from_hours(1);

/// Runs the work of a tick unless it was run, or is being run, elsewhere. What goes wrong is logged, and the run left
/// to be taken up again.
pub(super) async fn once<F>(ctx: &Ctx, owner: &Owner, key: &str, work: F)
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    match take(ctx, owner, key).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::error!(key, %error, "a scheduled run could not be taken"),
    }
    let until = match finished(ctx, owner, key, work).await {
        End::Done => None,
        End::Failed(why) => {
            tracing::error!(key, why, "a scheduled run failed and will be taken up again");
            Some(ctx.clock.now() + PAUSE_AFTER_FAILURE)
        }
        // All that is done so far was committed batch by batch; somebody else goes on at once.
        End::Stopped => Some(ctx.clock.now()),
        End::TakenOver => return tracing::warn!(key, "another worker took a scheduled run over"),
    };
    if let Err(error) = leave(ctx, owner, key, until).await {
        tracing::error!(key, %error, "the end of a scheduled run could not be written down");
    }
}

enum End {
    Done,
    Failed(String),
    Stopped,
    TakenOver,
}

async fn finished<F>(ctx: &Ctx, owner: &Owner, key: &str, work: F) -> End
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    // A task of its own: a panic ends there.
    let mut work = AbortOnDropHandle::new(tokio::spawn(tokio::time::timeout(LONGEST_RUN, work)));
    let third = Ord::max(u64::try_from(lease(ctx).num_milliseconds() / 3).unwrap_or(1), 100);
    let mut renewal = tokio::time::interval(Duration::from_millis(third));
    renewal.tick().await;
    loop {
        tokio::select! {
            ended = &mut work => return match ended {
                Ok(Ok(Ok(()))) => End::Done,
                Ok(Ok(Err(error))) => End::Failed(error.to_string()),
                Ok(Err(_)) => End::Failed("it took too long".to_owned()),
                Err(_) => End::Failed("it panicked".to_owned()),
            },
            () = owner.stop.cancelled() => return End::Stopped,
            _ = renewal.tick() => match renew(ctx, owner, key).await {
                Ok(true) => {}
                Ok(false) => return End::TakenOver,
                Err(error) => tracing::warn!(key, %error, "the lease of a scheduled run could not be renewed"),
            },
        }
    }
}

fn lease(ctx: &Ctx) -> TimeDelta {
    TimeDelta::seconds(ctx.config.jobs.lease_seconds)
}

/// Takes the run of a tick: nobody has, or whoever did has not been heard of.
pub(super) async fn take(ctx: &Ctx, owner: &Owner, key: &str) -> Result<bool> {
    let now = ctx.clock.now();
    let row = scheduled_run::ActiveModel {
        key: Set(key.to_owned()),
        worker: Set(owner.worker.clone()),
        started_at: Set(now),
        finished_at: Set(None),
        lease_until: Set(now + lease(ctx)),
    };
    let mut take_over = OnConflict::column(scheduled_run::Column::Key);
    take_over
        .update_columns([
            scheduled_run::Column::Worker,
            scheduled_run::Column::StartedAt,
            scheduled_run::Column::LeaseUntil,
        ])
        .action_and_where(Expr::col((scheduled_run::Entity, scheduled_run::Column::FinishedAt)).is_null())
        .action_and_where(Expr::col((scheduled_run::Entity, scheduled_run::Column::LeaseUntil)).lte(now));
    let tx = ctx.db.begin().await?;
    let taken =
        scheduled_run::Entity::insert(row).on_conflict(take_over).exec_without_returning(&*tx).await?;
    tx.commit().await?;
    Ok(taken > 0)
}

async fn renew(ctx: &Ctx, owner: &Owner, key: &str) -> Result<bool> {
    let tx = ctx.db.begin().await?;
    let renewed = own(owner, key)
        .col_expr(scheduled_run::Column::LeaseUntil, Expr::value(ctx.clock.now() + lease(ctx)))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(renewed.rows_affected > 0)
}

/// Ends the run, or leaves it to others after a time.
async fn leave(ctx: &Ctx, owner: &Owner, key: &str, until: Option<DateTime<Utc>>) -> Result<()> {
    let tx = ctx.db.begin().await?;
    let own = own(owner, key);
    let left = match until {
        None => own.col_expr(scheduled_run::Column::FinishedAt, Expr::value(ctx.clock.now())),
        Some(until) => own.col_expr(scheduled_run::Column::LeaseUntil, Expr::value(until)),
    };
    left.exec(&*tx).await?;
    tx.commit().await
}

fn own(owner: &Owner, key: &str) -> sea_orm::UpdateMany<scheduled_run::Entity> {
    scheduled_run::Entity::update_many()
        .filter(scheduled_run::Column::Key.eq(key))
        .filter(scheduled_run::Column::Worker.eq(owner.worker.as_str()))
        .filter(scheduled_run::Column::FinishedAt.is_null())
}
