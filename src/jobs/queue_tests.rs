//! The queue on real databases: keys, lanes, set-up, clean-up, wakes between processes.

use std::{sync::Arc, time::Duration};

use futures::FutureExt;
use sea_orm::{ConnectionTrait, Statement};
use tokio::{
    sync::{Notify, mpsc},
    time::timeout,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Job, Keyed, Lane, Queue, migrate,
    queue::{Handler, Pace},
};
use crate::{communications::fixture::worlds, db::Db, events::bridge::bridge};

fn deliver(number: u128, key: &str) -> Keyed {
    Keyed {
        key: key.into(),
        job: Job::Deliver { communication_id: Uuid::from_u128(number).into(), attempt: 1 },
    }
}

fn pace() -> Pace {
    Pace { concurrency: 2, poll: Duration::from_secs(5) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tables_can_be_made_by_many_at_once_and_again() {
    for world in worlds().await {
        let mut processes = Vec::new();
        for _ in 0..4 {
            processes.push(Db::connect(&world.ctx.config.database, None).await.unwrap());
        }
        let made = futures::future::join_all(processes.iter().map(migrate)).await;
        for result in made {
            result.unwrap();
        }
        migrate(&world.ctx.db).await.unwrap();
        if world.ctx.db.is_sqlite() {
            // Still durable on every connection.
            let pragma = Statement::from_string(world.ctx.db.backend(), "pragma synchronous");
            for _ in 0..20 {
                let row = world.ctx.db.conn().query_one_raw(pragma.clone()).await.unwrap().unwrap();
                assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 2);
            }
        }
        for db in processes {
            db.close().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_is_one_job_and_lanes_are_apart() {
    for world in worlds().await {
        migrate(&world.ctx.db).await.unwrap();
        let queue = Queue::stored(&world.ctx.db);
        queue.push(Lane::Mail, vec![deliver(1, "a"), deliver(2, "b")]).await.unwrap();
        queue.push(Lane::Mail, vec![deliver(2, "b"), deliver(3, "c"), deliver(1, "a")]).await.unwrap();
        queue
            .push(Lane::Schedule, vec![Keyed { key: "a".into(), job: Job::Sweep { tick: "t".into() } }])
            .await
            .unwrap();
        assert_eq!(queue.waiting(Lane::Mail).await.unwrap(), 3);
        assert_eq!(queue.waiting(Lane::Schedule).await.unwrap(), 1);
        let (sender, mut jobs) = mpsc::unbounded_channel();
        let handler = Handler(Arc::new(move |job| {
            let sent = sender.send(job);
            async move { sent.unwrap() }.boxed()
        }));
        let stop = CancellationToken::new();
        let work = {
            let (queue, stop) = (queue.clone(), stop.clone());
            tokio::spawn(async move {
                queue.work(Lane::Mail, Uuid::now_v7().to_string(), pace(), handler, stop).await
            })
        };
        let mut seen = Vec::new();
        for _ in 0..3 {
            seen.push(timeout(Duration::from_mins(1), jobs.recv()).await.unwrap().unwrap());
        }
        assert!(seen.iter().all(|job| job.lane() == Lane::Mail));
        assert_eq!(queue.waiting(Lane::Schedule).await.unwrap(), 1);
        stop.cancel();
        timeout(Duration::from_mins(1), work).await.unwrap().unwrap().unwrap();
        // Known keys stay known after their end, until they are forgotten.
        queue.push(Lane::Mail, vec![deliver(1, "a")]).await.unwrap();
        assert_eq!(queue.waiting(Lane::Mail).await.unwrap(), 0);
        queue.forget_finished().await.unwrap();
        queue.push(Lane::Mail, vec![deliver(1, "a")]).await.unwrap();
        assert_eq!(queue.waiting(Lane::Mail).await.unwrap(), 0, "an hour has not passed");
        let older = if world.ctx.db.is_sqlite() {
            "update Jobs set done_at = done_at - 4000"
        } else {
            "update apalis.jobs set done_at = done_at - interval '2 hours'"
        };
        world.ctx.db.conn().execute_unprepared(older).await.unwrap();
        queue.forget_finished().await.unwrap();
        queue.push(Lane::Mail, vec![deliver(1, "a")]).await.unwrap();
        assert_eq!(queue.waiting(Lane::Mail).await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_in_hand_at_a_stop_is_finished_whatever_the_queue_was_doing() {
    for world in worlds().await {
        migrate(&world.ctx.db).await.unwrap();
        let queue = Queue::stored(&world.ctx.db);
        for round in 0..20_u64 {
            let long = Uuid::from_u128(u128::from(round) * 100).into();
            let begun = Arc::new(Notify::new());
            let (ended, mut ends) = mpsc::unbounded_channel();
            let stop = CancellationToken::new();
            let handler = Handler(Arc::new({
                let (db, stop, begun) = (world.ctx.db.clone(), stop.clone(), begun.clone());
                move |job| {
                    let (db, stop, begun, ended) = (db.clone(), stop.clone(), begun.clone(), ended.clone());
                    async move {
                        if matches!(job, Job::Deliver { communication_id, .. } if communication_id == long) {
                            begun.notify_one();
                            stop.cancelled().await;
                            let tx = db.begin().await.unwrap();
                            tx.execute_unprepared("update leads set version = version").await.unwrap();
                            tx.commit_without_entry().await.unwrap();
                        }
                        ended.send(job).unwrap();
                    }
                    .boxed()
                }
            }));
            let numbers = round * 100..round * 100 + 50;
            let jobs = numbers.map(|number| deliver(number.into(), &number.to_string()));
            queue.push(Lane::Mail, jobs.collect()).await.unwrap();
            let work = queue.work(Lane::Mail, Uuid::now_v7().to_string(), pace(), handler, stop.clone());
            // In another thread, so that it comes at any point of the fetching and noting down that goes on all the while.
            let stopping = tokio::spawn(async move {
                begun.notified().await;
                for _ in 0..10 + round {
                    ends.recv().await.unwrap();
                }
                tokio::time::sleep(Duration::from_millis(round % 5)).await;
                stop.cancel();
                ends
            });
            timeout(Duration::from_mins(1), work).await.unwrap().unwrap();
            let mut ends = stopping.await.unwrap();
            let mut finished = Vec::new();
            while let Ok(Job::Deliver { communication_id, .. }) = ends.try_recv() {
                finished.push(communication_id);
            }
            assert!(finished.contains(&long), "round {round}: what was in hand was not finished");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_on_postgres_wake_each_other_without_an_echo() {
    for world in worlds().await {
        if world.ctx.db.is_sqlite() {
            continue;
        }
        let stop = CancellationToken::new();
        let other = world.other_process().await;
        for ctx in [&world.ctx, &other] {
            tokio::spawn(bridge(ctx.db.clone(), ctx.config.database.clone(), ctx.bus.clone(), stop.clone()));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut heard = other.bus.listen();
        let mut own = world.ctx.bus.listen();
        let begun = tokio::time::Instant::now();
        for _ in 0..500 {
            world.ctx.bus.wake();
        }
        timeout(Duration::from_mins(1), heard.changed()).await.unwrap().unwrap();
        eprintln!("heard in another process after {:?}", begun.elapsed());
        assert!(begun.elapsed() < Duration::from_millis(500));
        tokio::time::sleep(Duration::from_millis(300)).await;
        own.mark_unchanged();
        heard.mark_unchanged();
        let silent = timeout(Duration::from_millis(500), async {
            tokio::select! { _ = own.changed() => {}, _ = heard.changed() => {} }
        });
        assert!(silent.await.is_err(), "an echo");
        stop.cancel();
        other.db.close().await.unwrap();
    }
}
