//! Tables of messages that are due at a time: the part that all of them share.
//!
//! A lease says until when somebody has a message. It is taken and given up by one guarded statement, so that of several
//! workers each gets others.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ConnectionTrait, FromQueryResult, Statement,
    sea_query::{Alias, Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{context::Ctx, error::Result};

/// A table with the columns `id`, `state`, `due_at`, `lease_until` and `attempt_count`.
pub(super) struct Outbox {
    /// Its name.
    pub table: &'static str,
    /// Its partial index over what is not finished.
    pub due: &'static str,
}

/// A message that is due, reserved for a job.
pub(super) struct Reserved {
    pub id: Uuid,
    /// The number of the try to come.
    pub attempt: i32,
    pub lease_until: DateTime<Utc>,
}

/// The first condition is that of the partial index.
const DUE: &str = "where state in ('QUEUED', 'SENDING') and state = 'QUEUED' and due_at <= $1 \
    and (lease_until is null or lease_until < $1) order by due_at, id limit $2";

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    attempt_count: i32,
}

#[derive(FromQueryResult)]
struct Id {
    #[allow(dead_code, reason = "only asked whether there is one")]
    id: Uuid,
}

/// How long a message is in hand before it is taken up by others.
pub fn lease(ctx: &Ctx) -> TimeDelta {
    TimeDelta::seconds(ctx.config.jobs.lease_seconds)
}

impl Outbox {
    /// Reserves messages that are due, the longest due first; of several at once, each gets others.
    pub async fn reserve(&self, ctx: &Ctx, limit: u64) -> Result<Vec<Reserved>> {
        let (now, backend, Self { table, due }) = (ctx.clock.now(), ctx.db.backend(), self);
        // Left to itself, SQLite takes another index, and sorts everything that waits.
        let from = if ctx.db.is_sqlite() { format!("{table} indexed by {due}") } else { (*table).to_owned() };
        let due = format!("select id from {from} {DUE}");
        // Most looks find nothing; those must not cost a write.
        let any = Statement::from_sql_and_values(backend, &due, [now.into(), 1_i64.into()]);
        if limit == 0 || Id::find_by_statement(any).one(ctx.db.conn()).await?.is_none() {
            return Ok(Vec::new());
        }
        let lease_until = now + lease(ctx);
        let chosen = if ctx.db.is_sqlite() {
            format!("id in ({due})")
        } else {
            // As an array it is computed once: a join might run it again, and take more than the limit.
            format!("id = any(array({due} for update skip locked))")
        };
        let sql = format!("update {table} set lease_until = $3 where {chosen} returning id, attempt_count");
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let claim =
            Statement::from_sql_and_values(backend, sql, [now.into(), limit.into(), lease_until.into()]);
        let tx = ctx.db.begin().await?;
        let rows = Row::find_by_statement(claim).all(&*tx).await?;
        tx.commit().await?;
        let reserved = |row: Row| Reserved { id: row.id, attempt: row.attempt_count + 1, lease_until };
        Ok(rows.into_iter().map(reserved).collect())
    }

    /// Gives back what was reserved with these leases and not begun.
    pub async fn release(&self, ctx: &Ctx, leases: &[DateTime<Utc>]) -> Result<u64> {
        if leases.is_empty() {
            return Ok(0);
        }
        let column = Alias::new;
        let release = Query::update()
            .table(Alias::new(self.table))
            .value(column("lease_until"), Expr::value(None::<DateTime<Utc>>))
            .and_where(Expr::col(column("state")).eq("QUEUED"))
            .and_where(Expr::col(column("lease_until")).is_in(leases.iter().copied()))
            .to_owned();
        let tx = ctx.db.begin().await?;
        let released = tx.execute(&release).await?;
        tx.commit().await?;
        Ok(released.rows_affected())
    }

    /// Messages that wait although they are due.
    pub async fn count_due(&self, ctx: &Ctx) -> Result<u64> {
        #[derive(FromQueryResult)]
        struct Count {
            number: i64,
        }
        let table = self.table;
        let sql = format!("select count(*) as number from {table} where state = 'QUEUED' and due_at <= $1");
        let count = Statement::from_sql_and_values(ctx.db.backend(), sql, [ctx.clock.now().into()]);
        let count = Count::find_by_statement(count).one(ctx.db.conn()).await?;
        Ok(count.map_or(0, |count| u64::try_from(count.number).unwrap_or(0)))
    }
}
