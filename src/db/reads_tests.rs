//! Connections that reads keep between them.

use std::{collections::HashSet, time::Duration};

use futures::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use tokio::time::timeout;

use super::{Db, Reads};
use crate::communications::fixture::{World, worlds};

const CONNECTIONS: u32 = 4;
const LONG: Duration = Duration::from_secs(20);

/// One database of each kind, with a pool of four connections.
async fn small() -> Vec<(World, Db)> {
    let mut all = Vec::new();
    for world in worlds().await {
        let mut config = world.ctx.config.database.clone();
        config.max_connections = CONNECTIONS;
        let db = Db::connect(&config, None).await.unwrap();
        all.push((world, db));
    }
    all
}

async fn number(reads: &Reads, sql: &str) -> i64 {
    let statement = Statement::from_string(reads.get_database_backend(), sql);
    reads.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Which of the server's processes answers.
async fn process(db: &Db) -> i64 {
    number(db.reads(), if db.is_sqlite() { "select 1" } else { "select pg_backend_pid()::bigint" }).await
}

#[tokio::test]
async fn one_after_the_other_they_use_the_same() {
    for (_world, db) in small().await {
        let mut processes = HashSet::new();
        for _ in 0..20 {
            processes.insert(process(&db).await);
        }
        assert_eq!(processes.len(), 1);
        timeout(LONG, db.close()).await.expect("nothing is held back").unwrap();
    }
}

#[tokio::test]
async fn side_by_side_they_leave_some_to_those_who_write() {
    for (_world, db) in small().await {
        let slow = if db.is_sqlite() { "select 1" } else { "select 1::bigint from pg_sleep(0.3)" };
        let reading = join_all((0..10).map(|_| number(db.reads(), slow)));
        let writing = async {
            let tx = timeout(Duration::from_millis(200), db.begin()).await.expect("a connection").unwrap();
            tx.commit_without_entry().await.unwrap();
        };
        let (read, ()) = timeout(LONG, async { tokio::join!(reading, writing) }).await.expect("all are read");
        assert_eq!(read.len(), 10);
    }
}

#[tokio::test]
async fn what_rests_is_given_to_whoever_needs_it() {
    for (_world, db) in small().await {
        if db.is_sqlite() {
            continue;
        }
        join_all((0..3).map(|_| number(db.reads(), "select 1::bigint from pg_sleep(0.05)"))).await;
        let mut all = Vec::new();
        for _ in 0..CONNECTIONS {
            all.push(timeout(LONG, db.begin()).await.expect("a connection").unwrap());
        }
    }
}

#[tokio::test]
async fn a_read_that_nobody_waits_for_ends() {
    for (_world, db) in small().await {
        if db.is_sqlite() {
            continue;
        }
        let before = process(&db).await;
        let endless = number(db.reads(), "select 1::bigint from pg_sleep(1000)");
        timeout(Duration::from_millis(100), endless).await.expect_err("it does not end");
        assert_ne!(process(&db).await, before, "the connection is not used again");
        let ended = async {
            let sleeping = "select count(*) from pg_stat_activity where datname = current_database() \
                            and query like '%pg_sleep(1000)%' and pid <> pg_backend_pid() and state = 'active'";
            while number(db.reads(), sleeping).await > 0 {}
        };
        timeout(LONG, ended).await.expect("the server has ended the statement");
    }
}

#[tokio::test]
async fn a_statement_that_fails_leaves_the_others_alone() {
    for (_world, db) in small().await {
        let broken = Statement::from_string(db.backend(), "select nothing from nowhere");
        db.reads().query_all_raw(broken).await.unwrap_err();
        process(&db).await;
    }
}
