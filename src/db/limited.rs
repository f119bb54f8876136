//! Statements whose limits are written as numbers: not knowing a limit, `PostgreSQL` keeps no plan, and plans each
//! page anew.

use std::fmt::{self, Write};

use sea_orm::{
    DbBackend, Statement, Value,
    sea_query::{
        PostgresQueryBuilder, QueryBuilder, SelectStatement, SqlWriter, SqlWriterValues, SqliteQueryBuilder,
    },
};

/// The statement, its limits written as numbers, all else bound.
pub(super) fn statement(backend: DbBackend, select: &SelectStatement) -> Statement {
    let (sql, values) = match backend {
        DbBackend::Sqlite => written(select, SqliteQueryBuilder),
        _ => written(select, PostgresQueryBuilder),
    };
    Statement { sql, values: Some(values), db_backend: backend }
}

fn written(select: &SelectStatement, builder: impl QueryBuilder) -> (String, sea_orm::sea_query::Values) {
    let (placeholder, numbered) = builder.placeholder();
    let mut sql = WithLimits(SqlWriterValues::new(placeholder, numbered));
    select.build_collect_into(builder, &mut sql);
    sql.0.into_parts()
}

/// Only limits are numbers without a sign: columns have none.
struct WithLimits(SqlWriterValues);

impl SqlWriter for WithLimits {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        match value {
            Value::BigUnsigned(Some(limit)) => {
                // Writing to a text does not fail.
                let _ = write!(self.0, "{limit}");
            }
            value => self.0.push_param(value, builder),
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

impl Write for WithLimits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(text)
    }
}

impl fmt::Display for WithLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
