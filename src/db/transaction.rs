//! Write transactions.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedMutexGuard;

use super::{Db, traces::Statements};
use crate::error::{Error, Result};

/// A write transaction: nothing of it is seen until [`Tx::commit`], and dropping it undoes it.
pub struct Tx {
    statements: Statements,
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
        let statements = Statements::new(transaction);
        Ok(Tx { statements, commits: self.commits.clone(), _turn: turn })
    }
}

impl Tx {
    /// Makes everything visible and durable. Every write leaves an entry in the event log, about the kind of thing that it
    /// changes: one that does not is a fault, and is undone.
    ///
    /// # Errors
    /// The database failed, or nothing was noted of what was written; nothing was kept.
    pub async fn commit(self) -> Result<()> {
        if let Some(table) = self.statements.untold() {
            return Err(Error::fault(format!(
                "a transaction writes to `{table}` and leaves no entry about it in the event log: append one \
                 (`Ctx::note`), or name the table in `db/traces.rs` if its rows are nobody's decision"
            )));
        }
        self.commit_without_entry().await
    }

    /// The same for what nobody has decided, such as a secret that an installation makes itself, and for fixtures of
    /// tests.
    ///
    /// # Errors
    /// The database failed; nothing was kept.
    pub async fn commit_without_entry(self) -> Result<()> {
        // Also when nobody waits for the end of it: it may have been committed all the same.
        let _counted = Counted(self.commits);
        Ok(self.statements.transaction.commit().await?)
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
    type Target = Statements;
    fn deref(&self) -> &Statements {
        &self.statements
    }
}
