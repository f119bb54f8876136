//! Connecting, with the settings that durability and concurrency need.

use std::{sync::Arc, time::Duration};

use entity::{UserId, user};
use sea_orm::{
    ConnAcquireErr, ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::Mutex;

use super::{kept::Kept, reads::Reads, recent::Recent, tied::tie, transaction::Commits};
use crate::{config::DatabaseConfig, error::Result};

/// How long somebody waits for a connection.
pub(super) const ACQUIRE_TIME: Duration = Duration::from_secs(10);

/// Users who are known at once.
const USERS: u64 = 4_096;
/// Bytes of one, about.
const BYTES_OF_USER: u64 = 512;

/// Whether nothing was done because no connection became free in time: it may be tried again.
pub fn was_overloaded(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}

/// Hears of every statement: how long it took, and whether it failed.
pub type SqlObserver = Arc<dyn Fn(&sea_orm::metric::Info<'_>) + Send + Sync>;

/// The database. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
    reads: Reads,
    recent_users: Recent<UserId, Arc<user::Model>>,
    pub(super) commits: Commits,
    /// `SQLite`: whose turn it is to write.
    pub(super) writer: Option<Arc<Mutex<()>>>,
    kept: Kept,
}

impl Db {
    /// Connects, without touching the schema.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect(config: &DatabaseConfig, observer: Option<SqlObserver>) -> Result<Self> {
        let mut connection = Database::connect(options(config)).await?;
        if let Some(observer) = observer.clone() {
            connection.set_metric_callback(move |info| observer(info));
        }
        Ok(Self::over(connection, config, observer))
    }

    /// Connects for filling a database with invented data: a commit may be lost in a power cut (never in a crash of
    /// the process), and so does not wait for the disk.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect_in_haste(config: &DatabaseConfig) -> Result<Self> {
        let mut options = options(config);
        options.map_sqlx_sqlite_opts(|sqlite| durable(sqlite).synchronous(SqliteSynchronous::Normal));
        options.map_sqlx_postgres_opts(|postgres| postgres.options([("synchronous_commit", "off")]));
        Ok(Self::over(Database::connect(options).await?, config, None))
    }

    fn over(connection: DatabaseConnection, config: &DatabaseConfig, observer: Option<SqlObserver>) -> Self {
        let writer = (connection.get_database_backend() == DbBackend::Sqlite).then(Arc::default);
        let reads = Reads::new(connection.clone(), config.max_connections, observer);
        let recent_users = Recent::new(USERS, BYTES_OF_USER);
        Self { connection, reads, recent_users, commits: Commits::default(), writer, kept: Kept::default() }
    }

    /// The pool, for reading.
    pub fn conn(&self) -> &DatabaseConnection {
        self.reads.make_room();
        &self.connection
    }

    /// For reading what requests ask for again and again: cheaper than the pool.
    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Users who were read a moment ago.
    pub fn recent_users(&self) -> &Recent<UserId, Arc<user::Model>> {
        &self.recent_users
    }

    /// What other parts keep of this database in memory, one of each type: made when it is first asked for, and shared
    /// by all clones.
    pub fn kept<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.kept.one()
    }

    /// Which of the two databases it is.
    pub fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// Whether it is `SQLite`.
    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// Closes the pool; on `SQLite` this also folds the write-ahead log back into the file.
    ///
    /// # Errors
    /// The database cannot be reached any more.
    pub async fn close(self) -> Result<()> {
        self.reads.close();
        Ok(self.connection.close().await?)
    }
}

/// Options of one pool for this configuration.
pub(super) fn options(config: &DatabaseConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.connect_url());
    options
        .max_connections(config.max_connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIME)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(durable);
    tie(&mut options);
    options
}

fn durable(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was answered survives a power cut, not only a crash.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(500)
}
