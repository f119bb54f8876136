//! Connecting, with the settings that durability and concurrency need.

use std::{sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::Mutex;

use super::{kept::Kept, tied::tie};
use crate::{config::DatabaseConfig, error::Result};

/// Hears of every statement: how long it took, and whether it failed.
pub type SqlObserver = Arc<dyn Fn(&sea_orm::metric::Info<'_>) + Send + Sync>;

/// The database. Clones share one pool.
#[derive(Clone, Debug)]
pub struct Db {
    connection: DatabaseConnection,
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
        if let Some(observer) = observer {
            connection.set_metric_callback(move |info| observer(info));
        }
        let writer = (connection.get_database_backend() == DbBackend::Sqlite).then(Arc::default);
        Ok(Self { connection, writer, kept: Kept::default() })
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
        let connection = Database::connect(options).await?;
        let writer = (connection.get_database_backend() == DbBackend::Sqlite).then(Arc::default);
        Ok(Self { connection, writer, kept: Kept::default() })
    }

    /// The pool, for reading.
    pub fn conn(&self) -> &DatabaseConnection {
        &self.connection
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
        Ok(self.connection.close().await?)
    }
}

/// Options of one pool for this configuration.
pub(super) fn options(config: &DatabaseConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(config.connect_url());
    options
        .max_connections(config.max_connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
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
