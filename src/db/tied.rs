//! Statements end with those who wait for them.
//!
//! A future that is dropped (its time is over, its client has gone) leaves its statement behind: the database works
//! on for nobody, and the connection is missing in the pool as long. So:
//!
//! - On `SQLite`, work that is [`tied`] marks the connections that it takes; once it is dropped, the engine itself
//!   stops, within a thousand of its steps.
//! - On `PostgreSQL`, a connection that comes back in the middle of a statement, of whomever, is closed, and the
//!   server ends what it did for it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures::{Stream, StreamExt, future::BoxFuture};
use sea_orm::{
    ConnectOptions, DbErr, RuntimeErr,
    sqlx::{
        self, Connection, Executor, PgConnection, SqliteConnection, pool::PoolConnectionMetadata,
        postgres::PgPoolOptions, sqlite::SqlitePoolOptions,
    },
};
use tokio::time::timeout;

/// Steps of `SQLite`'s engine between two looks whether anybody still waits: some microseconds.
const STEPS: i32 = 1_000;
/// For a connection to `PostgreSQL` to finish what it does: rolling back, mostly.
const PATIENCE: Duration = Duration::from_millis(300);
/// Connections that were idle for longer are asked whether they still live, before they are used.
const STALE: Duration = Duration::from_secs(1);

tokio::task_local! {
    static TIE: Tie;
}

/// Between some work and its statements. Clones are the same tie.
#[derive(Clone, Debug, Default)]
pub struct Tie(Arc<AtomicBool>);

impl Tie {
    /// What the present work is tied by, to be handed on to tasks that it starts.
    pub fn current() -> Option<Self> {
        TIE.try_with(Clone::clone).ok()
    }

    /// Ties more work to the same end.
    pub async fn hold<F: Future>(self, work: F) -> F::Output {
        TIE.scope(self, work).await
    }

    /// Ends the statements.
    pub(super) fn cut(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Cuts the tie when it is dropped.
#[derive(Default)]
struct Waiting(Tie);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.cut();
    }
}

/// Runs work whose statements end when it is dropped.
pub async fn tied<F: Future>(work: F) -> F::Output {
    let waiting = Waiting::default();
    waiting.0.clone().hold(work).await
}

/// A stream whose statements end when it is dropped.
pub fn tied_stream<S: Stream + Send + 'static>(stream: S) -> impl Stream<Item = S::Item> + Send {
    Tied { stream: Box::pin(stream), waiting: Waiting::default() }
}

struct Tied<S> {
    stream: Pin<Box<S>>,
    waiting: Waiting,
}

impl<S: Stream> Stream for Tied<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let tie = self.waiting.0.clone();
        TIE.sync_scope(tie, || self.stream.poll_next_unpin(cx))
    }
}

/// Whether a statement was ended before its time, by us or by the database's own limits.
pub fn was_cut_short(error: &DbErr) -> bool {
    let (DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = error else { return false };
    let RuntimeErr::SqlxError(cause) = cause else { return false };
    let code = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
    // PostgreSQL: query_canceled; SQLite: SQLITE_INTERRUPT.
    code.is_some_and(|code| code == "57014" || code == "9")
}

/// Lets the connections of a pool know who waits.
pub(super) fn tie(options: &mut ConnectOptions) {
    options
        .test_before_acquire_if_idle_for(STALE)
        .map_sqlx_sqlite_before_acquire(|connection, _| Box::pin(take(connection)))
        .map_sqlx_sqlite_pool_opts(|pool: SqlitePoolOptions| {
            pool.after_connect(|connection, _| Box::pin(async { take(connection).await.map(drop) }))
                .after_release(|connection, _| Box::pin(is_out_of_transactions(connection)))
        })
        .map_sqlx_postgres_pool_opts(|pool: PgPoolOptions| {
            pool.after_connect(watch).after_release(|connection, _| Box::pin(is_idle(connection)))
        });
}

/// Marks the connection for those who take it.
async fn take(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let mut handle = connection.lock_handle().await?;
    match Tie::current() {
        Some(tie) => handle.set_progress_handler(STEPS, move || !tie.is_cut()),
        None => handle.remove_progress_handler(),
    }
    Ok(true)
}

/// `SQLite` rolls back by itself when it is stopped while it writes; the driver goes on believing that the transaction
/// is open. Such a connection is of no more use.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // Behind the driver's own rollback, which may be on its way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// Tells the server to look, while it works, whether anybody is there.
fn watch(connection: &mut PgConnection, _: PoolConnectionMetadata) -> BoxFuture<'_, Result<(), sqlx::Error>> {
    Box::pin(async {
        // It needs version 14, and not Windows: elsewhere the server finds out when the statement has ended.
        if let Err(error) = connection.execute("set client_connection_check_interval = 500").await {
            tracing::debug!(%error, "the server does not look whether its clients are there");
        }
        Ok(())
    })
}

/// Whether the connection has done all that it was asked for. Costs nothing when it has.
async fn is_idle(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    match timeout(PATIENCE, connection.flush()).await {
        Ok(result) => result.map(|()| true),
        Err(_) => Ok(false),
    }
}
