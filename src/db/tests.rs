//! What happens to statements when nobody waits for them any more.

use std::time::Duration;

use entity::{EventType, lead};
use futures::StreamExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};
use tokio::time::timeout;

use super::{Db, Tie, tied, tied_stream, was_cut_short};
use crate::{
    communications::fixture::{World, worlds},
    events::Note,
};

/// Never ends by itself.
const ENDLESS: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as many from n";
/// The same, while it writes.
const ENDLESS_WRITE: &str = "insert into x (y) with recursive n(i) as (select 1 union all select i + 1 from n) \
                             select count(*) from n";
const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

/// One database of each kind, with a pool of one connection.
async fn narrow() -> Vec<(World, Db)> {
    let mut all = Vec::new();
    for world in worlds().await {
        let mut config = world.ctx.config.database.clone();
        config.max_connections = 1;
        let db = Db::connect(&config, None).await.unwrap();
        all.push((world, db));
    }
    all
}

/// The only connection can be used, and `PostgreSQL` has nothing in hand any more.
async fn is_free_again(world: &World, db: &Db) {
    timeout(LONG, db.conn().execute_unprepared("select 1")).await.expect("a free connection").unwrap();
    if !db.is_sqlite() {
        let ended = async { while working(world.ctx.db.conn()).await > 0 {} };
        timeout(LONG, ended).await.expect("the server has ended the statement");
    }
}

async fn working(connection: &DatabaseConnection) -> i64 {
    let sql = "select count(*) as many from pg_stat_activity where state = 'active' \
               and datname = current_database() and query like '%recursive n(i)%' and pid <> pg_backend_pid()";
    let row = connection.query_one_raw(sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql));
    row.await.unwrap().unwrap().try_get("", "many").unwrap()
}

#[tokio::test]
async fn a_statement_ends_with_the_work_that_wants_it() {
    for (world, db) in narrow().await {
        let work = tied(db.conn().execute_unprepared(ENDLESS));
        timeout(SHORT, work).await.expect_err("it does not end");
        is_free_again(&world, &db).await;
    }
}

#[tokio::test]
async fn a_transaction_ends_with_the_work_that_wants_it() {
    for (world, db) in narrow().await {
        let work = tied(async {
            let tx = db.begin().await.unwrap();
            tx.execute_unprepared("create table x (y bigint)").await.unwrap();
            tx.execute_unprepared(ENDLESS_WRITE).await.map(drop)
        });
        timeout(SHORT, work).await.expect_err("it does not end");
        is_free_again(&world, &db).await;
        // Nothing is kept, and the next one can write.
        let tx = timeout(LONG, db.begin()).await.expect("a turn").unwrap();
        tx.execute_unprepared("create table x (y bigint)").await.unwrap();
        tx.commit_without_entry().await.unwrap();
    }
}

#[tokio::test]
async fn a_write_without_an_entry_is_refused_and_undone() {
    for (world, db) in narrow().await {
        let (lead, user) = (world.lead(1).await, world.user(1).await);
        for statement in
            ["update leads set city = 'Wien'", "with x as (select 1) update leads set city = 'Wien'"]
        {
            let tx = db.begin().await.unwrap();
            tx.execute_unprepared(statement).await.unwrap();
            let refused = tx.commit().await.unwrap_err().to_string();
            assert!(refused.contains("leaves no entry about it in the event log"), "{refused}");
        }
        // What is told of something else does not tell of it.
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("update leads set city = 'Wien'").await.unwrap();
        world.ctx.note(&tx, Note::about(EventType::UserUpdated, &user)).await.unwrap();
        let refused = tx.commit().await.unwrap_err().to_string();
        assert!(refused.contains("writes to `leads` and leaves no entry about it"), "{refused}");
        assert_eq!(lead::Entity::find().one(db.conn()).await.unwrap().unwrap().city, None);
        // What changes nothing needs no entry, nor does what is nobody's decision.
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("update leads set city = 'Wien' where number = 999").await.unwrap();
        tx.execute_unprepared("update counters set value = value").await.unwrap();
        tx.commit().await.unwrap();
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("update leads set city = 'Wien'").await.unwrap();
        world.ctx.note(&tx, Note::about(EventType::LeadUpdated, &lead)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn streams_and_tasks_are_tied_as_well() {
    for (world, db) in narrow().await {
        let endless = db.clone();
        let mut stream = Box::pin(tied_stream(futures::stream::once(async move {
            endless.conn().execute_unprepared(ENDLESS).await.map(drop)
        })));
        timeout(SHORT, stream.next()).await.expect_err("it does not end");
        drop(stream);
        is_free_again(&world, &db).await;

        // What a task of its own does on PostgreSQL ends when the task is ended, as tasks of loaders are.
        if db.is_sqlite() {
            let endless = db.clone();
            let task = tied(async move {
                let tie = Tie::current().expect("a tie");
                let statement = async move { endless.conn().execute_unprepared(ENDLESS).await.map(drop) };
                tokio::spawn(tie.hold(statement));
                std::future::pending::<()>().await;
            });
            timeout(SHORT, task).await.expect_err("it does not end");
            is_free_again(&world, &db).await;
        }
    }
}

#[tokio::test]
async fn who_takes_a_connection_next_is_not_cut_short() {
    for (_world, db) in narrow().await {
        timeout(SHORT, tied(db.conn().execute_unprepared(ENDLESS))).await.expect_err("it does not end");
        let long = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) \
                    select count(*) from n";
        timeout(LONG, db.conn().execute_unprepared(long)).await.expect("a free connection").unwrap();
        timeout(LONG, tied(db.conn().execute_unprepared(long))).await.expect("a free connection").unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_was_cut_short_says_so() {
    for (_world, db) in narrow().await {
        let error = if db.is_sqlite() {
            let work = async {
                let tie = Tie::current().expect("a tie");
                tokio::join!(db.conn().execute_unprepared(ENDLESS), async { tie.cut() }).0
            };
            timeout(LONG, tied(work)).await.expect("an end").unwrap_err()
        } else {
            let tx = db.begin().await.unwrap();
            tx.execute_unprepared("set local statement_timeout = 50").await.unwrap();
            tx.execute_unprepared(ENDLESS).await.unwrap_err()
        };
        assert!(was_cut_short(&error), "{error:?}");
        let other = db.conn().execute_unprepared("select nonsense").await.unwrap_err();
        assert!(!was_cut_short(&other), "{other:?}");
    }
}
