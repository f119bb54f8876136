//! Whether a write transaction leaves entries in the event log: every statement is looked at, so that none of them can
//! be forgotten. Who writes to a table of which something is told tells something about that kind of thing; for what else
//! is written, any entry is enough. That it is about the same row, and true, is for the tests of each write.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use entity::{SubjectKind, told::subject_of};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

/// Tables whose rows are how Leadline works, and nobody's decision. What is not named here is audited.
const NEED_NO_ENTRY: &[&str] = &[
    // The log itself.
    "events",
    "event_changes",
    // The first results of writes that have entries of their own.
    "idempotency_keys",
    // Numbers that are given out, and when to look at something again.
    "counters",
    // Who does what just now.
    "scheduled_runs",
    "worker_heartbeats",
    // Ways in that are under way, and from where keys came before; what comes of them is told.
    "oidc_attempts",
    "oidc_codes",
    "api_key_addresses",
    // Tries to deliver; what becomes of the message is told.
    "communication_attempts",
    // Mails to users about what is told itself, and the tokens in them.
    "account_mails",
    "password_reset_tokens",
    // Tokens of sessions; beginning and end of a session are told.
    "session_tokens",
];
/// Tables where a new row needs an entry, and a changed one only where its meaning changes: whoever changes it knows.
const MAY_CHANGE_WITHOUT: &[&str] = &["communications"];

/// The statements of a write transaction.
pub struct Statements {
    pub(super) transaction: DatabaseTransaction,
    traces: Mutex<Traces>,
}

#[derive(Default)]
struct Traces {
    has_entry: bool,
    /// What the entries are about.
    told: HashSet<SubjectKind>,
    /// Tables that were written to, of those that need an entry.
    written: Vec<String>,
}

impl Traces {
    fn is_told(&self, table: &str) -> bool {
        subject_of(table).map_or(self.has_entry, |kind| self.told.contains(&kind))
    }
}

impl Statements {
    pub(super) fn new(transaction: DatabaseTransaction) -> Self {
        Self { transaction, traces: Mutex::default() }
    }

    /// Notes what an entry is about that is written now.
    pub fn tells_of(&self, kind: Option<SubjectKind>) {
        self.traces().told.extend(kind);
    }

    /// The first table that was written to although nothing was noted about its kind of thing.
    pub(super) fn untold(&self) -> Option<String> {
        let traces = self.traces();
        traces.written.iter().find(|table| !traces.is_told(table)).cloned()
    }

    fn traces(&self) -> MutexGuard<'_, Traces> {
        self.traces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, sql: &str, rows: u64) {
        let Some((verb, table)) = (rows > 0).then(|| written_table(sql)).flatten() else { return };
        if table == "events" && verb == Verb::Insert {
            self.traces().has_entry = true;
        }
        let needs_none = NEED_NO_ENTRY.contains(&table.as_str())
            || (verb == Verb::Change && MAY_CHANGE_WITHOUT.contains(&table.as_str()));
        let mut traces = self.traces();
        if !needs_none && !traces.written.contains(&table) {
            traces.written.push(table);
        }
    }
}

#[sea_orm::prelude::async_trait::async_trait]
impl ConnectionTrait for Statements {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let sql = statement.sql.clone();
        let done = self.transaction.execute_raw(statement).await?;
        self.note(&sql, done.rows_affected());
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let done = self.transaction.execute_unprepared(sql).await?;
        self.note(sql, done.rows_affected());
        Ok(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let sql = statement.sql.clone();
        let row = self.transaction.query_one_raw(statement).await?;
        self.note(&sql, u64::from(row.is_some()));
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let sql = statement.sql.clone();
        let rows = self.transaction.query_all_raw(statement).await?;
        self.note(&sql, rows.len() as u64);
        Ok(rows)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Insert,
    Change,
}

/// What a statement writes to; nothing for one that reads.
fn written_table(sql: &str) -> Option<(Verb, String)> {
    let mut words = sql.split_whitespace().map(|word| word.trim_matches('(').to_ascii_lowercase());
    let (verb, before) = match words.next()?.as_str() {
        "insert" | "replace" => (Verb::Insert, "into"),
        "update" => (Verb::Change, "update"),
        "delete" => (Verb::Change, "from"),
        // Which table is hard to tell, and need not be told apart: what writes like this needs an entry.
        "with" => {
            let writes = words.any(|word| matches!(word.as_str(), "insert" | "update" | "delete"));
            return writes.then(|| (Verb::Change, "with".to_owned()));
        }
        _ => return None,
    };
    let name =
        if before == "update" { words.next()? } else { words.skip_while(|word| word != before).nth(1)? };
    let name = name.split('(').next()?.rsplit('.').next()?;
    Some((verb, name.trim_matches(|c| matches!(c, '"' | '`' | ';')).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_table_is_told() {
        let told = |sql: &str| written_table(sql).map(|(verb, table)| (verb == Verb::Insert, table));
        let insert = |table: &str| Some((true, table.to_owned()));
        let change = |table: &str| Some((false, table.to_owned()));
        assert_eq!(told("INSERT INTO \"leads\" (\"id\") VALUES ($1)"), insert("leads"));
        assert_eq!(told("insert or ignore into leads(id) values (1)"), insert("leads"));
        assert_eq!(told("UPDATE \"leads\" SET \"x\" = 1"), change("leads"));
        assert_eq!(told("update\n  public.\"leads\" set x = 1"), change("leads"));
        assert_eq!(told("DELETE FROM \"leads\""), change("leads"));
        assert_eq!(told("with old as (select 1) update leads set x = 1"), change("with"));
        assert_eq!(told("WITH x AS (SELECT 1) SELECT * FROM x"), None);
        assert_eq!(told("SELECT \"update\" FROM leads FOR UPDATE"), None);
    }
}
