//! Carries wakes between processes on one `PostgreSQL` database, by `LISTEN` and `NOTIFY`. Like every wake, these
//! are hints: who depends on one also looks by itself from time to time.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Statement, sqlx::postgres::PgListener};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Bus;
use crate::{
    config::DatabaseConfig,
    db::Db,
    error::{Error, Result},
};

const CHANNEL: &str = "leadline_wake";
/// At most one notification in this time: a burst of commits is one piece of news.
const BREATH: Duration = Duration::from_millis(20);
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

/// Runs until told to stop; once in a process is enough. Returns at once on `SQLite`, whose file has one process.
/// What goes wrong is logged, and tried again.
pub async fn bridge(db: Db, config: DatabaseConfig, bus: Bus, stop: CancellationToken) {
    if db.is_sqlite() {
        return;
    }
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            ended = connected(&db, &config, &bus) => {
                if let Err(error) = ended {
                    tracing::warn!(%error, "hearing from other processes is interrupted");
                }
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE_AFTER_ERROR) => {}
        }
    }
}

async fn connected(db: &Db, config: &DatabaseConfig, bus: &Bus) -> Result<()> {
    // A connection of its own: one of the pool would be taken from the pool for ever.
    let mut listener = PgListener::connect(&config.connect_url()).await.map_err(Error::fault)?;
    listener.listen(CHANNEL).await.map_err(Error::fault)?;
    // Something may have happened before.
    bus.wake_from_elsewhere();
    let own_name = Uuid::now_v7().to_string();
    tokio::select! {
        ended = send(db, bus, &own_name) => ended,
        ended = receive(&mut listener, bus, &own_name) => ended,
    }
}

async fn send(db: &Db, bus: &Bus, own_name: &str) -> Result<()> {
    let mut wakes = bus.listen_here();
    while wakes.changed().await.is_ok() {
        let notify = "select pg_notify($1, $2)";
        let values = [CHANNEL.into(), own_name.into()];
        db.conn().execute_raw(Statement::from_sql_and_values(db.backend(), notify, values)).await?;
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}

async fn receive(listener: &mut PgListener, bus: &Bus, own_name: &str) -> Result<()> {
    loop {
        match listener.try_recv().await.map_err(Error::fault)? {
            Some(news) if news.payload() == own_name => {}
            // `None`: the connection was lost and is back; what was said meanwhile is not known.
            Some(_) | None => bus.wake_from_elsewhere(),
        }
    }
}
