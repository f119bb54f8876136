//! Write transactions.

use std::ops::Deref;

use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedMutexGuard;

use super::Db;
use crate::error::Result;

/// A write transaction: nothing of it is seen until [`Tx::commit`], and dropping it undoes it.
pub struct Tx {
    transaction: DatabaseTransaction,
    /// Field order matters: the transaction ends before the next writer's turn.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Db {
    /// Begins a write transaction. On `SQLite` it is immediate: one that begins by reading could not get the
    /// write lock later.
    ///
    /// # Errors
    /// The database cannot be reached, or stays locked.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = match &self.writer {
            Some(writer) => Some(writer.clone().lock_owned().await),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx { transaction: self.conn().begin_with_options(options).await?, _turn: turn })
    }
}

impl Tx {
    /// Makes everything visible and durable.
    ///
    /// # Errors
    /// The database failed; nothing was kept.
    pub async fn commit(self) -> Result<()> {
        Ok(self.transaction.commit().await?)
    }
}

impl Deref for Tx {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}
