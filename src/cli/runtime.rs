//! Everything that commands stand on, built from the configuration in one place.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use url::Url;

use crate::{
    auth::{Actor, secret},
    clock::Clock,
    communications::Mailer,
    config::{Config, DatabaseConfig},
    context::Ctx,
    db::{Db, SqlObserver},
    events::{Bus, Origin},
    jobs::{self, Queue},
};

/// The parts of a running installation.
#[derive(Clone, Debug)]
pub struct Runtime {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Clock,
    pub bus: Bus,
}

impl Runtime {
    /// Connects to the database. `SQLite` is brought up to date at once; with `PostgreSQL`, which several processes
    /// share, that is a step of its own.
    ///
    /// # Errors
    /// The database cannot be reached, or migrations are pending.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        Self::open_observed(config, None).await
    }

    /// The same, with somebody who hears of every statement.
    ///
    /// # Errors
    /// The database cannot be reached, or migrations are pending.
    pub async fn open_observed(config: Config, observer: Option<SqlObserver>) -> anyhow::Result<Self> {
        // Settings that cannot be used are refused before anything is made.
        Mailer::new(&config, &[])?;
        if config.database.is_sqlite() {
            Db::migrate(&config.database).await.with_context(|| unreachable(&config.database))?;
        }
        let db = connect(&config.database, observer).await?;
        if db.is_sqlite() {
            jobs::migrate(&db).await?;
        } else {
            let pending = db.pending_migrations().await?;
            if !pending.is_empty() {
                bail!(
                    "the database is not up to date ({} migrations are pending): run `leadline migrate`",
                    pending.len()
                );
            }
        }
        Ok(Self { config: Arc::new(config), db, clock: Clock::System, bus: Bus::default() })
    }

    /// Acts as Leadline itself, for whoever runs this command.
    pub fn ctx(&self, command: &str) -> Ctx {
        Ctx {
            db: self.db.clone(),
            clock: self.clock.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            actor: Actor::System,
            origin: Origin::command_line(command),
            idempotency_key: None,
        }
    }

    /// What writes and sends mail.
    ///
    /// # Errors
    /// A setting that cannot be used, or the database failed.
    pub async fn mailer(&self) -> anyhow::Result<Arc<Mailer>> {
        let secret = secret::load(&self.db, &self.config.auth).await?;
        Ok(Arc::new(Mailer::new(&self.config, &secret)?))
    }

    /// What carries work to workers.
    pub fn queue(&self) -> Queue {
        Queue::stored(&self.db)
    }

    /// Ends all connections. On `SQLite` this also folds the write-ahead log back into the file.
    pub async fn close(self) {
        if let Err(error) = self.db.close().await {
            tracing::warn!(%error, "the database was not closed in order");
        }
    }
}

/// Connects without touching anything.
///
/// # Errors
/// The database cannot be reached: where it was looked for, and which setting says so.
pub async fn connect(config: &DatabaseConfig, observer: Option<SqlObserver>) -> anyhow::Result<Db> {
    Db::connect(config, observer).await.with_context(|| unreachable(config))
}

fn unreachable(config: &DatabaseConfig) -> String {
    format!(
        "the database {} cannot be opened; check `database.url` (environment: LEADLINE_DATABASE__URL)",
        without_password(&config.url)
    )
}

/// A URL fit to be shown.
pub fn without_password(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if parsed.password().is_some() => {
            let _ = parsed.set_password(Some("***"));
            parsed.to_string()
        }
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(
            without_password("postgres://ann:secret@db:5432/leads"),
            "postgres://ann:***@db:5432/leads"
        );
        assert_eq!(without_password("sqlite://leadline.db"), "sqlite://leadline.db");
    }
}
