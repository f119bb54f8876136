//! Write transactions.

use std::ops::Deref;

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};
use tokio::sync::OwnedMutexGuard;

use super::{Db, traces::Statements};
use crate::error::{Error, Result};

/// A write transaction: nothing of it is seen until [`Tx::commit`], and dropping it undoes it.
pub struct Tx {
    statements: Statements,
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
        Ok(Tx { statements: Statements::new(transaction), _turn: turn })
    }
}

impl Tx {
    /// Makes everything visible and durable. Every write leaves an entry in the event log: one that does not is a fault,
    /// and is undone.
    ///
    /// # Errors
    /// The database failed, or nothing was noted of what was written; nothing was kept.
    pub async fn commit(self) -> Result<()> {
        if let Some(table) = self.statements.untold() {
            return Err(Error::fault(format!(
                "a transaction writes to `{table}` and leaves no entry in the event log: append one (`Ctx::note`), or \
                 name the table in `db/traces.rs` if its rows are nobody's decision"
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
        Ok(self.statements.transaction.commit().await?)
    }
}

impl Deref for Tx {
    type Target = Statements;
    fn deref(&self) -> &Statements {
        &self.statements
    }
}
