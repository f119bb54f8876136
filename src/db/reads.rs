//! Reading by the connections that were used last.
//!
//! The pool asks every `PostgreSQL` connection that comes back whether it still answers, which is a second journey to the
//! server for each statement, and it hands out the one that has rested longest, so that the server wakes all of its
//! processes in turn. Reads keep some of the pool's connections between them instead: last come, first used. One that did
//! not end its statement in order, or that rests for long, goes back to the pool, which looks after it.
//!
//! `SQLite` has neither trouble: there, the pool is asked.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement,
    entity::prelude::async_trait::async_trait,
    metric,
    sea_query::Values,
    sqlx::{self, AssertSqlSafe, PgPool, Postgres, pool::PoolConnection},
};
use sea_query_sqlx::SqlxValues;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::connect::{ACQUIRE_TIME, SqlObserver};

/// For which a connection may rest here: the pool would look whether it still lives before it is used again.
const REST: Duration = Duration::from_secs(1);

/// What reads go through. Clones share their connections.
#[derive(Clone)]
pub struct Reads {
    pool: DatabaseConnection,
    kept: Option<Arc<Kept>>,
}

/// The connections to `PostgreSQL`.
struct Kept {
    pool: PgPool,
    /// How many may read at once: the others of the pool are for those who write.
    turns: Semaphore,
    resting: Mutex<Resting>,
    observer: Option<SqlObserver>,
}

/// The last one in was used last.
#[derive(Default)]
struct Resting {
    connections: Vec<(PoolConnection<Postgres>, Instant)>,
    is_closed: bool,
}

impl Reads {
    /// Reads by this pool, which has so many connections at most.
    pub(super) fn new(pool: DatabaseConnection, max_connections: u32, observer: Option<SqlObserver>) -> Self {
        let kept = (pool.get_database_backend() == DbBackend::Postgres).then(|| {
            let turns = usize::try_from(max_connections * 3 / 4).unwrap_or(1).max(1);
            Arc::new(Kept {
                pool: pool.get_postgres_connection_pool().clone(),
                turns: Semaphore::new(turns),
                resting: Mutex::default(),
                observer,
            })
        });
        Self { pool, kept }
    }

    /// Gives a connection back to the pool if that has none left: somebody is about to ask it for one.
    pub(super) fn make_room(&self) {
        let Some(kept) = &self.kept else { return };
        if kept.pool.num_idle() == 0 && kept.pool.size() >= kept.pool.options().get_max_connections() {
            drop(kept.resting().connections.pop());
        }
    }

    /// Gives all connections back to the pool, for ever.
    pub(super) fn close(&self) {
        if let Some(kept) = &self.kept {
            *kept.resting() = Resting { connections: Vec::new(), is_closed: true };
        }
    }
}

impl Kept {
    async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let _turn = self.turn().await?;
        let mut connection = self.take().await?;
        let Some(observer) = &self.observer else {
            let rows = run(&mut connection, statement.sql, statement.values).await?;
            self.rest(connection);
            return Ok(rows);
        };
        let began = Instant::now();
        let result = run(&mut connection, statement.sql.clone(), statement.values.clone()).await;
        observer(&metric::Info { elapsed: began.elapsed(), statement: &statement, failed: result.is_err() });
        let rows = result?;
        self.rest(connection);
        Ok(rows)
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, DbErr> {
        match timeout(ACQUIRE_TIME, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            // Nobody closes the semaphore.
            Ok(Err(_)) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)),
            Err(_) => Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        }
    }

    /// The connection that was used last, or one of the pool's.
    async fn take(&self) -> Result<PoolConnection<Postgres>, DbErr> {
        if let Some((connection, since)) = self.resting().connections.pop() {
            if since.elapsed() < REST {
                return Ok(connection);
            }
            // The pool asks it whether it lives; so it does those below it, which rest longer still, as they come up.
            drop(connection);
        }
        self.pool.acquire().await.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
            sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
        })
    }

    /// Keeps a connection that did what it was asked for; lets go of the one that has rested too long.
    fn rest(&self, connection: PoolConnection<Postgres>) {
        let mut resting = self.resting();
        if resting.is_closed {
            return;
        }
        resting.connections.push((connection, Instant::now()));
        if resting.connections.first().is_some_and(|(_, since)| since.elapsed() >= REST) {
            resting.connections.remove(0);
        }
    }

    fn resting(&self) -> MutexGuard<'_, Resting> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a statement on a connection. Dropped half-way, it leaves the connection to whoever has it.
async fn run(
    connection: &mut PoolConnection<Postgres>,
    sql: String,
    values: Option<Values>,
) -> Result<Vec<QueryResult>, DbErr> {
    let query = sqlx::query_with(AssertSqlSafe(sql), SqlxValues(values.unwrap_or(Values(Vec::new()))));
    let rows = query.fetch_all(&mut **connection).await;
    let rows = rows.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))?;
    Ok(rows.into_iter().map(QueryResult::from).collect())
}

#[async_trait]
impl ConnectionTrait for Reads {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.pool.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.pool.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.kept {
            Some(kept) => Ok(kept.query(statement).await?.into_iter().next()),
            None => self.pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.kept {
            Some(kept) => kept.query(statement).await,
            None => self.pool.query_all_raw(statement).await,
        }
    }
}

impl fmt::Debug for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reads").finish_non_exhaustive()
    }
}
