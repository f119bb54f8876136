//! The relay: turns messages that are due into jobs. It takes no input: it is woken after every commit, looks by
//! itself every few seconds, and finds the same either way.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::queue::{Job, Keyed, Lane, Queue};
use crate::{
    communications::{account_mail, claim, recovery},
    context::Ctx,
    error::Result,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Jobs that wait to be fetched, at least: workers should not starve between two looks.
const LEAST_ROOM: u64 = 128;
/// Rounds that one worker has ahead of it.
const ROUNDS: u64 = 16;
/// Wakes that come together are answered together.
const BREATH: Duration = Duration::from_millis(5);
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// The relay of one process.
#[derive(Debug, Default)]
pub struct Relay {
    /// Leases that were taken here and may still run.
    leases: Vec<DateTime<Utc>>,
}

impl Relay {
    /// Pushes a job for each message that is due, until none is left or the queue is full enough: reserving a
    /// hundred thousand at once would let their leases run out before a worker comes to them. Returns how many.
    ///
    /// # Errors
    /// The database failed: what was reserved and not pushed is given back, or comes back when its lease runs out.
    pub async fn pass(&mut self, ctx: &Ctx, queue: &Queue) -> Result<u64> {
        let concurrency = u64::try_from(ctx.config.jobs.delivery_concurrency).unwrap_or(1);
        let room = (concurrency * ROUNDS).max(LEAST_ROOM);
        let mut pushed = 0;
        loop {
            let waiting = queue.waiting(Lane::Mail).await?;
            if waiting > 0 {
                // Perhaps the relay of another process pushed them; our workers can help.
                queue.poke(Lane::Mail);
            }
            if waiting > room / 2 {
                return Ok(pushed);
            }
            let Reserved { jobs, leases } = reserve(ctx, room - waiting).await?;
            if jobs.is_empty() {
                return Ok(pushed);
            }
            let count = jobs.len() as u64;
            let now = ctx.clock.now();
            self.leases.retain(|lease| *lease >= now);
            self.leases.extend(&leases);
            if let Err(error) = queue.push(Lane::Mail, jobs).await {
                give_back(ctx, &leases).await?;
                return Err(error);
            }
            pushed += count;
            if matches!(queue, Queue::Inline(_)) {
                return Ok(pushed);
            }
        }
    }

    /// Gives back what was reserved here and not begun.
    ///
    /// # Errors
    /// The database failed.
    pub async fn release(&mut self, ctx: &Ctx) -> Result<u64> {
        give_back(ctx, &std::mem::take(&mut self.leases)).await
    }

    /// Runs until told to stop.
    pub(super) async fn run(&mut self, ctx: &Ctx, queue: &Queue, stop: &CancellationToken) {
        let mut wakes = ctx.bus.listen();
        let mut looks = tokio::time::interval(Duration::from_secs(ctx.config.jobs.poll_seconds));
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let mut recovered = Ok(0);
            tokio::select! {
                () = stop.cancelled() => return,
                _ = wakes.changed() => {}
                _ = looks.tick() => recovered = recover(ctx).await,
            }
            let pause = match (recovered, self.pass(ctx, queue).await) {
                (Ok(recovered), Ok(_)) => {
                    if recovered > 0 {
                        tracing::warn!(recovered, "messages that a worker left behind are tried again");
                    }
                    BREATH
                }
                (Err(error), _) | (_, Err(error)) => {
                    tracing::error!(%error, "the relay failed and goes on");
                    PAUSE_AFTER_ERROR
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
}

/// Messages that were reserved, as jobs.
struct Reserved {
    jobs: Vec<Keyed>,
    leases: Vec<DateTime<Utc>>,
}

/// Reserves what is due: first what somebody waits for who cannot sign in.
async fn reserve(ctx: &Ctx, room: u64) -> Result<Reserved> {
    let (mut jobs, mut leases) = (Vec::new(), Vec::new());
    for due in account_mail::claim_due(ctx, room).await? {
        leases.push(due.lease_until);
        let job = Job::DeliverAccountMail { account_mail_id: due.id, attempt: due.attempt };
        jobs.push(keyed(due.id.0, due.attempt, due.lease_until, job));
    }
    for due in claim::claim_due(ctx, room.saturating_sub(jobs.len() as u64)).await? {
        leases.push(due.lease_until);
        let job = Job::Deliver { communication_id: due.id, attempt: due.attempt };
        jobs.push(keyed(due.id.0, due.attempt, due.lease_until, job));
    }
    leases.dedup();
    Ok(Reserved { jobs, leases })
}

async fn give_back(ctx: &Ctx, leases: &[DateTime<Utc>]) -> Result<u64> {
    Ok(account_mail::release(ctx, leases).await? + claim::release(ctx, leases).await?)
}

/// Takes up again what workers left behind.
pub(super) async fn recover(ctx: &Ctx) -> Result<u64> {
    Ok(account_mail::recover(ctx).await? + recovery::recover(ctx).await?)
}

/// The lease is part of the key: a job that was lost is pushed again when its lease has run out.
fn keyed(id: Uuid, attempt: i32, lease_until: DateTime<Utc>, job: Job) -> Keyed {
    Keyed { key: format!("{}:{attempt}:{}", id.simple(), lease_until.timestamp_micros()), job }
}
