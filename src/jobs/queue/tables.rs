//! What the queues in both databases share: their tables.

use std::time::Duration;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::Lane;
use crate::{
    db::Db,
    error::{Error, Result},
};

/// Defines `push_all` and `work` for one kind of storage: the two have the same methods, but no trait for them.
macro_rules! storage {
    ($storage:ty, $config:ty, $pool:ident) => {
        fn storage(db: &Db, lane: Lane, batch: usize) -> $storage {
            // Jobs of a worker that died are taken up after half a minute.
            let config = <$config>::default()
                .queue(lane.as_str())
                .batch_size(batch)
                .heartbeat_interval(std::time::Duration::from_secs(10))
                .missed_heartbeats(3);
            <$storage>::new(db.conn().$pool()).with_config(config)
        }

        async fn push_all(db: &Db, lane: Lane, jobs: Vec<Keyed>) -> Result<(), String> {
            use apalis::prelude::{TaskBuilder, TaskSink};
            let tasks =
                jobs.into_iter().map(|Keyed { key, job }| TaskBuilder::new(job).idempotency_key(key).build());
            let mut tasks = futures::stream::iter(tasks.collect::<Vec<_>>());
            storage(db, lane, 1).push_all(&mut tasks).await.map_err(|error| format!("{error:?}"))
        }

        pub(super) async fn work(
            stored: &Stored,
            lane: Lane,
            name: String,
            pace: Pace,
            handler: Handler,
            stop: CancellationToken,
        ) -> Result<()> {
            use apalis::prelude::{BackendExt, Strategy, WorkerBuilder, WorkerBuilderExt, WorkerContext};
            let pokes = tokio_stream::wrappers::WatchStream::from_changes(stored.pokes(lane).subscribe());
            let context = WorkerContext::new(&name);
            let in_hand = running::InHand::default();
            let worker = WorkerBuilder::new(&context)
                .backend(
                    storage(&stored.db, lane, pace.concurrency)
                        .poll_with_strategy(Strategy::new().stream(pokes).interval(pace.poll)),
                )
                .data(handler)
                .data(in_hand.clone())
                .concurrency(pace.concurrency)
                .build(running::handle);
            running::run(worker.run(), &context, &in_hand, &stop).await
        }
    };
}
pub(super) use storage;

/// Makes or updates the tables of the queue. Several processes may do so at once.
///
/// # Errors
/// The database failed, or the role may not create the extension `hstore` (`PostgreSQL`).
pub async fn migrate(db: &Db) -> Result<()> {
    if !db.is_sqlite() {
        let pool = db.conn().get_postgres_connection_pool();
        // Holds an advisory lock, so that of two processes one waits.
        return apalis_postgres::PostgresStorage::<()>::migrations().run(pool).await.map_err(Error::fault);
    }
    let pool = db.conn().get_sqlite_connection_pool();
    let mut tried = 1;
    // There is no such lock on `SQLite`: of two processes one fails, and finds the work done when it looks again.
    // Not `setup()`: it would switch off the durability of a connection.
    while let Err(error) = apalis_sqlite::SqliteStorage::<()>::migrations().run(pool).await {
        if tried == 50 {
            return Err(Error::fault(error));
        }
        tried += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // With it, every fetch takes longer the more finished jobs there are.
    db.conn().execute_unprepared("drop index if exists LIdx").await?;
    Ok(())
}

pub(super) async fn waiting(db: &Db, lane: Lane) -> Result<u64> {
    #[derive(FromQueryResult)]
    struct Count {
        number: i64,
    }
    let sql = if db.is_sqlite() {
        "select count(*) as number from Jobs where job_type = $1 and status = 'Pending' and lock_by is null"
    } else {
        "select count(*) as number from apalis.jobs where job_type = $1 and status = 'Pending'"
    };
    let count = Statement::from_sql_and_values(db.backend(), sql, [lane.as_str().into()]);
    let count = Count::find_by_statement(count).one(db.conn()).await?;
    Ok(count.map_or(0, |count| u64::try_from(count.number).unwrap_or(0)))
}

/// `vacuum` of apalis would delete all that ended, and with them the keys of what ended just now.
pub(super) async fn forget_finished(db: &Db) -> Result<()> {
    let statements = if db.is_sqlite() {
        [
            "delete from Jobs where status in ('Done', 'Failed', 'Killed') and done_at is not null \
             and done_at < cast(strftime('%s', 'now') as integer) - 3600",
            "delete from Workers where last_seen < cast(strftime('%s', 'now') as integer) - 86400 \
             and id not in (select lock_by from Jobs where lock_by is not null)",
        ]
    } else {
        [
            "delete from apalis.jobs where status in ('Done', 'Failed', 'Killed') \
             and done_at < now() - interval '1 hour'",
            "delete from apalis.workers w where last_seen < now() - interval '1 day' \
             and not exists (select 1 from apalis.jobs j where j.lock_by = w.id)",
        ]
    };
    for statement in statements {
        let tx = db.begin().await?;
        tx.execute_unprepared(statement).await?;
        // Rows of the queue: they are reminders only.
        tx.commit_without_entry().await?;
    }
    Ok(())
}
