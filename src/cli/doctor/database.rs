//! Can it be reached, is it up to date, can it be written, and does it keep what it is given?

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};

use super::Finding;
use crate::{
    cli::runtime::{connect, without_password},
    config::Config,
    db::Db,
    error::Result,
};

/// The findings, and the database when it can be used.
pub async fn check(config: &Config) -> (Vec<Finding>, Option<Db>) {
    let mut database = config.database.clone();
    if database.is_sqlite() && !database.url.contains('?') {
        // To look must not make the file.
        database.url = format!("{}?mode=rw", database.url);
    }
    let db = match connect(&database, None).await {
        Ok(db) => db,
        Err(error) if config.database.is_sqlite() => {
            let text = format!(
                "{} is not there yet or cannot be opened: `leadline serve` and `leadline migrate` make it ({})",
                without_password(&config.database.url),
                error.root_cause()
            );
            return (vec![Finding::warn("database", text)], None);
        }
        Err(error) => return (vec![Finding::fail("database", format!("{error:#}"))], None),
    };
    let mut findings = vec![reachable(&db, config).await];
    match db.pending_migrations().await {
        Ok(pending) if pending.is_empty() => findings.push(Finding::ok("migrations", "all are done")),
        Ok(pending) => {
            let text = format!("{} are pending: run `leadline migrate`", pending.len());
            let finding = if db.is_sqlite() { Finding::warn } else { Finding::fail };
            findings.push(finding("migrations", text));
            return (findings, Some(db));
        }
        Err(error) => {
            findings.push(Finding::fail("migrations", error.to_string()));
            return (findings, Some(db));
        }
    }
    findings.push(writable(&db).await);
    if db.is_sqlite() {
        findings.extend(sqlite_settings(&db).await);
    }
    (findings, Some(db))
}

async fn reachable(db: &Db, config: &Config) -> Finding {
    let sql = if db.is_sqlite() { "select sqlite_version()" } else { "show server_version" };
    match text(db, sql).await {
        Ok(version) => {
            let name = if db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
            Finding::ok("database", format!("{name} {version} at {}", without_password(&config.database.url)))
        }
        Err(error) => Finding::fail("database", error.to_string()),
    }
}

/// Writes, and undoes it.
async fn writable(db: &Db) -> Finding {
    let tried = async {
        let tx = db.begin().await?;
        tx.execute_unprepared("update counters set value = value where name = 'lead'").await?;
        Ok::<(), crate::error::Error>(())
    };
    match tried.await {
        Ok(()) => Finding::ok("writing", "works"),
        Err(error) => Finding::fail("writing", format!("{error}; check the rights of this user")),
    }
}

async fn sqlite_settings(db: &Db) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (pragma, expected, advice) in [
        (
            "journal_mode",
            "wal",
            "the file may be on a network drive, where SQLite is not safe: move it to a local disk",
        ),
        ("foreign_keys", "1", "this build of SQLite does not check references"),
        ("quick_check(1)", "ok", "the file is damaged: restore it from a backup"),
    ] {
        let found = text(db, &format!("select cast({} as text)", pragma_value(pragma))).await;
        findings.push(match found {
            Ok(value) if value == expected => Finding::ok("database", format!("{pragma} is {value}")),
            Ok(value) => Finding::fail("database", format!("{pragma} is {value}, not {expected}: {advice}")),
            Err(error) => Finding::fail("database", error.to_string()),
        });
    }
    findings
}

/// A pragma as an expression.
fn pragma_value(pragma: &str) -> String {
    match pragma.split_once('(') {
        Some((name, _)) => format!("(select * from pragma_{name} limit 1)"),
        None => format!("(select * from pragma_{pragma})"),
    }
}

/// The one value of a query, as text.
pub(super) async fn text(db: &Db, sql: &str) -> Result<String> {
    #[derive(FromQueryResult)]
    struct Row {
        value: String,
    }
    let sql = match sql.strip_prefix("show ") {
        Some(setting) => format!("select current_setting('{setting}') as value"),
        None => format!("{sql} as value"),
    };
    let row = Row::find_by_statement(Statement::from_string(db.backend(), sql)).one(db.conn()).await?;
    Ok(row.map(|row| row.value).unwrap_or_default())
}
