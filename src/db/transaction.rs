//! Write transactions.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sea_orm::{DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedMutexGuard;

use super::Db;
use crate::error::Result;

/// A write transaction: nothing of it is seen until [`Tx::commit`], and dropping it undoes it.
pub struct Tx {
    transaction: DatabaseTransaction,
    commits: Commits,
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
        let transaction = self.conn().begin_with_options(options).await?;
        Ok(Tx { transaction, commits: self.commits.clone(), _turn: turn })
    }
}

impl Tx {
    /// Makes everything visible and durable.
    ///
    /// # Errors
    /// The database failed; nothing was kept.
    pub async fn commit(self) -> Result<()> {
        // Also when nobody waits for the end of it: it may have been committed all the same.
        let _counted = Counted(self.commits);
        Ok(self.transaction.commit().await?)
    }
}

/// How often this process has committed. Clones are the same counter.
#[derive(Clone, Debug, Default)]
pub(super) struct Commits(Arc<AtomicU64>);

impl Commits {
    pub(super) fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Counts when it is dropped.
struct Counted(Commits);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Deref for Tx {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}
