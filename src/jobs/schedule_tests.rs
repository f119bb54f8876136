//! One run for each tick, with a clock that is moved by hand.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};

use chrono::TimeDelta;
use entity::scheduled_run;
use sea_orm::{EntityTrait, QueryOrder};
use tokio_util::sync::CancellationToken;

use super::{
    Job, Lane, Queue, inline, push_due,
    queue::Inline,
    scheduled_run::{Owner, once, take},
};
use crate::{
    communications::fixture::{World, worlds},
    error::Error,
};

fn owner(name: &str) -> Owner {
    Owner { worker: name.into(), stop: CancellationToken::new() }
}

fn inline_queue() -> (Queue, Inline) {
    let inline = Inline::default();
    (Queue::Inline(inline.clone()), inline)
}

async fn runs(world: &World) -> Vec<scheduled_run::Model> {
    let runs = scheduled_run::Entity::find().order_by_asc(scheduled_run::Column::Key);
    runs.all(world.ctx.db.conn()).await.unwrap()
}

#[tokio::test]
async fn a_tick_is_pushed_once_and_only_the_last_missed_one_is_made_up_for() {
    for world in worlds().await {
        let (queue, jobs) = inline_queue();
        // 08:00 in a new installation: nothing was missed.
        assert_eq!(push_due(&world.ctx, &queue).await.unwrap(), 0);
        world.clock.advance(TimeDelta::minutes(59));
        // 08:59: the resume of 08:05, and the escalation of this minute.
        assert_eq!(push_due(&world.ctx, &queue).await.unwrap(), 2);
        let ticks: Vec<_> = jobs
            .take_all()
            .into_iter()
            .map(|job| match job {
                Job::Resume { tick } | Job::Escalate { tick } => tick,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(ticks, ["resume:2026-12-13T08:05:00Z", "escalate:2026-12-13T08:59:00Z"]);
        // Five hours without any worker.
        world.clock.advance(TimeDelta::hours(5));
        assert_eq!(push_due(&world.ctx, &queue).await.unwrap(), 3);
        let ran = inline::run_due(&world.ctx, &world.mailer, &queue).await.unwrap();
        assert_eq!(ran.scheduled, 3);
        let finished: Vec<_> =
            runs(&world).await.into_iter().filter(|run| run.worker == "inline").map(|run| run.key).collect();
        assert_eq!(
            finished,
            ["escalate:2026-12-13T13:59:00Z", "resume:2026-12-13T13:05:00Z", "sweep:2026-12-13T13:00:00Z",]
        );
        assert_eq!(push_due(&world.ctx, &queue).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_workers_one_runs_a_tick() {
    for world in worlds().await {
        let count = Arc::new(AtomicU32::new(0));
        let other = world.other_process().await;
        let mut workers = Vec::new();
        for number in 0..12 {
            let ctx = if number % 2 == 0 { world.ctx.clone() } else { other.clone() };
            let count = count.clone();
            workers.push(tokio::spawn(async move {
                once(&ctx, &owner(&format!("w{number}")), "sweep:t", async move {
                    count.fetch_add(1, SeqCst);
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                    Ok(())
                })
                .await;
            }));
        }
        for worker in workers {
            worker.await.unwrap();
        }
        assert_eq!(count.load(SeqCst), 1);
        assert!(runs(&world).await[0].finished_at.is_some());
        other.db.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_killed_run_is_taken_over_and_a_failed_one_run_again() {
    for world in worlds().await {
        let (queue, jobs) = inline_queue();
        push_due(&world.ctx, &queue).await.unwrap();
        world.clock.advance(TimeDelta::hours(1));
        push_due(&world.ctx, &queue).await.unwrap();
        let tick = jobs.take_all().into_iter().find_map(|job| match job {
            Job::Sweep { tick } => Some(tick),
            _ => None,
        });
        let tick = tick.unwrap();
        // Taken by a worker that is killed.
        assert!(take(&world.ctx, &owner("killed"), &tick).await.unwrap());
        assert!(!take(&world.ctx, &owner("other"), &tick).await.unwrap());
        let sweeps = async || {
            push_due(&world.ctx, &queue).await.unwrap();
            jobs.take_all().into_iter().filter(|job| matches!(job, Job::Sweep { .. })).count()
        };
        assert_eq!(sweeps().await, 0);
        world.clock.advance(TimeDelta::seconds(world.ctx.config.jobs.lease_seconds));
        assert_eq!(sweeps().await, 1);
        // Taken over by one that fails, then by one that panics.
        once(&world.ctx, &owner("failing"), &tick, async { Err(Error::fault("no")) }).await;
        assert_eq!(sweeps().await, 0);
        world.clock.advance(TimeDelta::seconds(60));
        assert_eq!(sweeps().await, 1);
        once(&world.ctx, &owner("panicking"), &tick, async { panic!("a test's panic") }).await;
        world.clock.advance(TimeDelta::seconds(60));
        assert_eq!(sweeps().await, 1);
        // By one that is told to stop: others may go on at once.
        let stopping = owner("stopping");
        stopping.stop.cancel();
        once(&world.ctx, &stopping, &tick, std::future::pending()).await;
        world.clock.advance(TimeDelta::seconds(60));
        assert_eq!(sweeps().await, 1);
        once(&world.ctx, &owner("good"), &tick, async { Ok(()) }).await;
        world.clock.advance(TimeDelta::seconds(300));
        assert_eq!(sweeps().await, 0);
        let run = runs(&world).await.into_iter().find(|run| run.key == tick).unwrap();
        assert_eq!((run.worker.as_str(), run.finished_at.is_some()), ("good", true));
        assert_eq!(queue.waiting(Lane::Schedule).await.unwrap(), 0);
    }
}
