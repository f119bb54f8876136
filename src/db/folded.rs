//! Ordering by text without regard to (ASCII) case, the same on both databases, whatever language they are set to.

use sea_orm::{
    DbBackend,
    sea_query::{Expr, Func, IntoColumnRef, SimpleExpr},
};

use super::KeyValue;

/// The column as rows are ordered by it: ASCII letters in lower case, compared byte by byte.
pub fn folded(backend: DbBackend, column: impl IntoColumnRef) -> SimpleExpr {
    let column = Expr::col(column);
    if backend == DbBackend::Postgres {
        // Under this collation, both lower case and comparison are those of SQLite.
        Expr::cust_with_expr("lower($1 collate \"C\")", column)
    } else {
        Func::lower(column).into()
    }
}

/// A row's value under [`folded`].
pub fn folded_value(text: &str) -> KeyValue {
    KeyValue::Text { text: text.to_ascii_lowercase() }
}
