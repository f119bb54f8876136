//! Do this machine and the database agree on the time?

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{FromQueryResult, Statement};

use super::Finding;
use crate::{clock::Clock, db::Db, error::Result};

/// More than this and leases of workers on two machines overlap.
const ALLOWED: TimeDelta = TimeDelta::seconds(5);
/// Before this the clock was never set.
const BUILT: &str = "2026-01-01T00:00:00Z";

/// Looks at both.
pub async fn check(db: &Db) -> Finding {
    let now = Clock::System.now();
    if BUILT.parse::<DateTime<Utc>>().is_ok_and(|built| now < built) {
        return Finding::fail("clock", format!("this machine believes that it is {now}: set its clock"));
    }
    if db.is_sqlite() {
        return Finding::ok(
            "clock",
            format!("{} (the database has none of its own)", now.format("%F %T UTC")),
        );
    }
    match of_database(db).await {
        Ok(theirs) => {
            let apart = (theirs - Clock::System.now()).abs();
            let text = format!("the database's is {} ms off", apart.num_milliseconds());
            if apart <= ALLOWED {
                Finding::ok("clock", text)
            } else {
                Finding::fail(
                    "clock",
                    format!("{text}: synchronise both machines (NTP), or mail may go out twice"),
                )
            }
        }
        Err(error) => Finding::fail("clock", error.to_string()),
    }
}

async fn of_database(db: &Db) -> Result<DateTime<Utc>> {
    #[derive(FromQueryResult)]
    struct Row {
        value: DateTime<Utc>,
    }
    let statement = Statement::from_string(db.backend(), "select clock_timestamp() as value");
    let row = Row::find_by_statement(statement).one(db.conn()).await?;
    row.map(|row| row.value).ok_or_else(|| crate::error::Error::fault("the database does not tell the time"))
}
