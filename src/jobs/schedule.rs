//! The clock of scheduled work. Every worker runs it; what it pushes is keyed by the tick, and run once
//! ([`super::scheduled_run`]).

use std::{str::FromStr, time::Duration};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use cron::Schedule;
use entity::scheduled_run;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use tokio_util::sync::CancellationToken;

use super::queue::{Job, Keyed, Lane, Queue};
use crate::{
    context::Ctx,
    error::{Error, Result},
};

/// How often to look for runs that were lost, between ticks.
const LOOK: TimeDelta = TimeDelta::seconds(10);
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug)]
enum Work {
    Sweep,
    Resume,
    Escalate,
}

impl Work {
    const ALL: [Self; 3] = [Self::Sweep, Self::Resume, Self::Escalate];

    fn cron(self, ctx: &Ctx) -> Result<Schedule> {
        let text = match self {
            Self::Sweep => &ctx.config.jobs.sweep_cron,
            Self::Resume => &ctx.config.jobs.resume_cron,
            Self::Escalate => &ctx.config.jobs.escalation_cron,
        };
        Schedule::from_str(text).map_err(Error::fault)
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Sweep => "sweep:",
            Self::Resume => "resume:",
            Self::Escalate => "escalate:",
        }
    }

    fn job(self, tick: String) -> Job {
        match self {
            Self::Sweep => Job::Sweep { tick },
            Self::Resume => Job::Resume { tick },
            Self::Escalate => Job::Escalate { tick },
        }
    }
}

/// Pushes a job for the last tick of each kind of work that has not been run, or whose run was lost. Ticks before
/// the last one are not made up for: one run does what all of them would have done.
///
/// # Errors
/// The database failed.
pub async fn push_due(ctx: &Ctx, queue: &Queue) -> Result<u64> {
    let now = ctx.clock.now();
    let mut pushed = 0;
    for work in Work::ALL {
        let Some(tick) = last_tick(&work.cron(ctx)?, now) else { continue };
        let key = format!("{}{}", work.prefix(), tick.to_rfc3339_opts(SecondsFormat::Secs, true));
        let run = scheduled_run::Entity::find_by_id(&key).one(ctx.db.conn()).await?;
        let lost = match run {
            Some(run) => run.finished_at.is_none() && run.lease_until <= now,
            None => !begin(ctx, work, &key).await?,
        };
        if lost {
            // Another key every minute: a job that was lost, too, must not keep the tick from being run. The run is
            // taken only once, whatever is pushed.
            let keyed = format!("{key}@{}", now.timestamp() / 60);
            queue.push(Lane::Schedule, vec![Keyed { key: keyed, job: work.job(key) }]).await?;
            pushed += 1;
        }
    }
    Ok(pushed)
}

/// The last tick that is not in the future.
fn last_tick(cron: &Schedule, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    // Backwards, the iterator begins strictly before its start; one of the first two is not after `now`.
    cron.after(&(now + TimeDelta::seconds(1))).rev().take(2).find(|tick| *tick <= now)
}

/// In a new installation nothing was missed: its last tick counts as run. Returns whether it was new.
async fn begin(ctx: &Ctx, work: Work, key: &str) -> Result<bool> {
    let known = scheduled_run::Entity::find()
        .filter(scheduled_run::Column::Key.gte(work.prefix()))
        .filter(scheduled_run::Column::Key.lt(format!("{}\u{7f}", work.prefix())));
    if known.one(ctx.db.conn()).await?.is_some() {
        return Ok(false);
    }
    let now = ctx.clock.now();
    let row = scheduled_run::ActiveModel {
        key: Set(key.to_owned()),
        worker: Set("installation".to_owned()),
        started_at: Set(now),
        finished_at: Set(Some(now)),
        lease_until: Set(now),
    };
    let tx = ctx.db.begin().await?;
    scheduled_run::Entity::insert(row)
        .on_conflict_do_nothing_on([scheduled_run::Column::Key])
        .exec_without_returning(&*tx)
        .await?;
    tx.commit().await?;
    Ok(true)
}

/// Runs until told to stop.
pub(super) async fn run(ctx: &Ctx, queue: &Queue, stop: &CancellationToken) -> Result<()> {
    let crons = Work::ALL.into_iter().map(|work| work.cron(ctx)).collect::<Result<Vec<_>>>()?;
    loop {
        let pause = match push_due(ctx, queue).await {
            Ok(_) => {
                let now = ctx.clock.now();
                let next = crons.iter().filter_map(|cron| cron.after(&now).next()).min();
                let pause = next.map_or(LOOK, |next| (next - now).min(LOOK));
                // A little later than the tick, so that it has surely come.
                pause.to_std().unwrap_or_default() + Duration::from_millis(5)
            }
            Err(error) => {
                tracing::error!(%error, "the schedule failed and goes on");
                PAUSE_AFTER_ERROR
            }
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_tick_is_now_or_before() {
        let hourly = Schedule::from_str("0 0 * * * *").unwrap();
        let last = |text: &str| last_tick(&hourly, at(text)).unwrap();
        assert_eq!(last("2026-11-22T10:59:59.999Z"), at("2026-11-22T10:00:00Z"));
        assert_eq!(last("2026-11-22T11:00:00Z"), at("2026-11-22T11:00:00Z"));
        assert_eq!(last("2026-11-22T11:00:00.5Z"), at("2026-11-22T11:00:00Z"));
        let yearly = Schedule::from_str("0 0 0 1 1 *").unwrap();
        assert_eq!(last_tick(&yearly, at("2026-11-22T10:00:00Z")), Some(at("2026-01-01T00:00:00Z")));
        let every_second = Schedule::from_str("* * * * * *").unwrap();
        assert_eq!(last_tick(&every_second, at("2026-11-22T10:00:00.25Z")), Some(at("2026-11-22T10:00:00Z")));
    }
}
