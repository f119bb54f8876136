//! The queue in a `PostgreSQL` database.

use apalis_postgres::{Config, PostgresStorage};

use super::{Handler, Job, Keyed, Lane, Pace, Stored, running, tables};
use crate::{
    db::Db,
    error::{Error, Result},
};
use tokio_util::sync::CancellationToken;

tables::storage!(PostgresStorage<Job>, Config, get_postgres_connection_pool);

/// The unique index that a known key breaks.
const KNOWN_KEY: &str = "idx_jobs_idempotency_key";

/// All are pushed by one statement. A key that is known already fails them all: then each is pushed by itself.
pub(super) async fn push(db: &Db, lane: Lane, jobs: Vec<Keyed>) -> Result<()> {
    let known = |error: &str| error.contains(KNOWN_KEY);
    match push_all(db, lane, jobs.clone()).await {
        Err(error) if known(&error) => {}
        result => return result.map_err(Error::fault),
    }
    for job in jobs {
        match push_all(db, lane, vec![job]).await {
            Err(error) if known(&error) => {}
            result => result.map_err(Error::fault)?,
        }
    }
    Ok(())
}
