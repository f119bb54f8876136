//! A worker: relay, schedule, deliveries and scheduled work in one process. Any number may run on one database.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Mutex, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    deliver, escalate, heartbeat, housekeeping,
    queue::{Handler, Job, Lane, Pace, Queue},
    relay::Relay,
    resume, schedule,
    scheduled_run::Owner,
    supervise::keep_running,
    sweep,
};
use crate::{communications::Mailer, context::Ctx, error::Result};

/// How long what is in hand may take once the worker is told to stop.
const LAST_WORK: Duration = Duration::from_secs(20);

/// Runs a worker until `shutdown`; then finishes what is in hand, for at most 20 seconds, and gives back what was not
/// begun. The tables of the queue must have been made ([`super::migrate`]).
///
/// # Errors
/// Giving back failed: then leases run out by themselves.
pub async fn run_worker(
    ctx: Ctx,
    mailer: Arc<Mailer>,
    queue: Queue,
    shutdown: CancellationToken,
) -> Result<()> {
    let ctx = ctx.as_job("worker");
    let id: Uuid = ctx.new_id();
    let owner = Owner { worker: format!("worker-{id}"), stop: shutdown.clone() };
    tracing::info!(worker = owner.worker, "worker started");
    let relay = Arc::new(Mutex::new(Relay::default()));
    let mut parts = JoinSet::new();
    let handler = handler(&ctx, &mailer, &owner);
    for (part, lane, concurrency) in [
        ("deliveries", Lane::Mail, ctx.config.jobs.delivery_concurrency),
        ("scheduled work", Lane::Schedule, 2),
    ] {
        let pace = Pace { concurrency, poll: Duration::from_secs(ctx.config.jobs.poll_seconds) };
        let (ctx, queue, handler, stop) = (ctx.clone(), queue.clone(), handler.clone(), shutdown.clone());
        parts.spawn(keep_running(part, shutdown.clone(), move || {
            // A new name for every start: see `queue`.
            let name = format!("{}-{}", lane.as_str(), ctx.new_id::<Uuid>());
            let (queue, pace, handler, stop) = (queue.clone(), pace.clone(), handler.clone(), stop.clone());
            async move { queue.work(lane, name, pace, handler, stop).await }
        }));
    }
    let part = |name, start| keep_running(name, shutdown.clone(), start);
    parts.spawn(part("relay", {
        let (ctx, queue, stop, relay) = (ctx.clone(), queue.clone(), shutdown.clone(), relay.clone());
        boxed(move || {
            let (ctx, queue, stop, relay) = (ctx.clone(), queue.clone(), stop.clone(), relay.clone());
            async move {
                relay.lock().await.run(&ctx, &queue, &stop).await;
                Ok(())
            }
        })
    }));
    parts.spawn(part("schedule", {
        let (ctx, queue, stop) = (ctx.clone(), queue.clone(), shutdown.clone());
        boxed(move || {
            let (ctx, queue, stop) = (ctx.clone(), queue.clone(), stop.clone());
            async move { schedule::run(&ctx, &queue, &stop).await }
        })
    }));
    parts.spawn(part("housekeeping", {
        let (ctx, queue, stop) = (ctx.clone(), queue.clone(), shutdown.clone());
        boxed(move || {
            let (ctx, queue, stop) = (ctx.clone(), queue.clone(), stop.clone());
            async move { housekeeping::run(&ctx, &queue, &stop).await }
        })
    }));
    parts.spawn(part("heartbeat", {
        let (ctx, worker, stop) = (ctx.clone(), owner.worker.clone(), shutdown.clone());
        boxed(move || {
            let (ctx, worker, stop) = (ctx.clone(), worker.clone(), stop.clone());
            async move { heartbeat::run(&ctx, &worker, &stop).await }
        })
    }));
    shutdown.cancelled().await;
    let ended = timeout(LAST_WORK, async { while parts.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("some work did not end in time: it is taken up again when its lease runs out");
        parts.shutdown().await;
    }
    relay.lock().await.release(&ctx).await?;
    heartbeat::remove(&ctx, &owner.worker).await?;
    tracing::info!(worker = owner.worker, "worker stopped");
    Ok(())
}

type Start = Box<dyn Fn() -> futures::future::BoxFuture<'static, Result<()>> + Send>;

fn boxed<Fut>(start: impl Fn() -> Fut + Send + 'static) -> Start
where
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    Box::new(move || Box::pin(start()))
}

fn handler(ctx: &Ctx, mailer: &Arc<Mailer>, owner: &Owner) -> Handler {
    let (ctx, mailer, owner) = (ctx.clone(), mailer.clone(), owner.clone());
    Handler(Arc::new(move |job| {
        let (ctx, mailer, owner) = (ctx.clone(), mailer.clone(), owner.clone());
        Box::pin(async move { run(&ctx, &mailer, &owner, job).await })
    }))
}

/// Does one job.
pub(super) async fn run(ctx: &Ctx, mailer: &Arc<Mailer>, owner: &Owner, job: Job) {
    match job {
        Job::Deliver { communication_id, attempt } => {
            // What was fetched but not begun is left to others: its lease is given back.
            if !owner.stop.is_cancelled() {
                deliver::run(ctx, mailer, communication_id, attempt).await;
            }
        }
        Job::DeliverAccountMail { account_mail_id, attempt } => {
            if !owner.stop.is_cancelled() {
                deliver::run_account_mail(ctx, mailer, account_mail_id, attempt).await;
            }
        }
        Job::Sweep { tick } => sweep::run(ctx, owner, &tick).await,
        Job::Escalate { tick } => escalate::run(ctx, owner, &tick).await,
        Job::Resume { tick } => resume::run(ctx, owner, &tick).await,
    }
}
