//! The queue in a `SQLite` file.

use apalis_sqlite::{Config, SqliteStorage};

use super::{Handler, Job, Keyed, Lane, Pace, Stored, running, tables};
use crate::{
    db::Db,
    error::{Error, Result},
};
use tokio_util::sync::CancellationToken;

tables::storage!(SqliteStorage<Job>, Config, get_sqlite_connection_pool);

/// A key that is known already is ignored by the database.
pub(super) async fn push(db: &Db, lane: Lane, jobs: Vec<Keyed>) -> Result<()> {
    push_all(db, lane, jobs).await.map_err(Error::fault)
}
