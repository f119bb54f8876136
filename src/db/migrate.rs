//! Bringing the schema up to date.

use migration::{Migrator, MigratorTrait};
use sea_orm::Database;

use super::{Db, connect::options};
use crate::{config::DatabaseConfig, error::Result};

impl Db {
    /// Runs the migrations that are missing. On a connection of its own: a migration may change settings of its
    /// connection, and those must not leak into the pool.
    ///
    /// # Errors
    /// The database cannot be reached, or a migration fails (it is then undone).
    pub async fn migrate(config: &DatabaseConfig) -> Result<()> {
        let alone = Database::connect(options(config).max_connections(1).to_owned()).await?;
        let result = Migrator::up(&alone, None).await;
        alone.close().await?;
        Ok(result?)
    }

    /// Names of migrations that have not been run.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let pending = Migrator::get_pending_migrations_read_only(self.conn()).await?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }
}
