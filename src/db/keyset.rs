//! Keyset pages: a page begins after the order values of the last row of the page before, so that rows that come
//! and go meanwhile neither repeat nor hide others, and page 1,000 costs what page 1 costs.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QueryResult, QueryTrait, Select, Statement, Value,
    sea_query::{Expr, ExprTrait, NullOrdering, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    cursor::{Cursor, PageRequest},
    limited,
};
use crate::error::Result;

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Small to large.
    Asc,
    /// Large to small.
    Desc,
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before all others.
    First,
    /// After all others.
    Last,
    /// The column always has a value.
    Never,
}

/// One thing that rows are ordered by.
#[derive(Clone, Debug)]
pub struct OrderKey {
    /// Stable name: a cursor made under another order is refused.
    pub name: &'static str,
    /// The column.
    pub expr: SimpleExpr,
    /// What its values are: a cursor with others is refused before the database sees it.
    pub kind: KeyKind,
    /// Ascending or descending.
    pub direction: Direction,
    /// Where rows without a value go.
    pub nulls: Nulls,
}

/// What the values of an [`OrderKey`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Numbers.
    Int,
    /// Ids.
    Uuid,
    /// Times.
    Time,
    /// Days.
    Date,
    /// Text.
    Text,
}

/// The value of a row under an [`OrderKey`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyValue {
    /// No value.
    Null,
    /// A number.
    Int(i64),
    /// An id.
    Uuid(Uuid),
    /// A time.
    Time(DateTime<Utc>),
    /// A day.
    Date(NaiveDate),
    /// Text; in a cursor it has a name, for otherwise it could be taken for one of the above.
    Text {
        /// The text.
        text: String,
    },
}

/// One page of rows.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// The rows, each with its cursor.
    pub rows: Vec<(Cursor, M)>,
    /// Whether rows follow.
    pub has_next: bool,
    /// Whether rows come before.
    pub has_previous: bool,
}

impl<M> Page<M> {
    /// The same page of something else.
    pub fn map<T>(self, make: impl Fn(M) -> T) -> Page<T> {
        let Self { rows, has_next, has_previous } = self;
        let rows = rows.into_iter().map(|(place, row)| (place, make(row))).collect();
        Page { rows, has_next, has_previous }
    }
}

/// Reads one page. `keys` must order the rows totally: the last one is an id.
///
/// # Errors
/// The cursor belongs to another order, or the database fails.
pub async fn fetch_page<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    keys: &[OrderKey],
    key_values: impl Fn(&E::Model) -> Vec<KeyValue>,
    request: &PageRequest,
) -> Result<Page<E::Model>> {
    fetch_parts(connection, select, keys, key_values, request, |row| E::Model::from_query_result(row, ""))
        .await
}

/// The same, of a query that selects some columns only; `read` knows which.
///
/// # Errors
/// The cursor belongs to another order, or the database fails.
pub async fn fetch_parts<E: EntityTrait, M>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    keys: &[OrderKey],
    key_values: impl Fn(&M) -> Vec<KeyValue>,
    request: &PageRequest,
    read: impl Fn(&QueryResult) -> std::result::Result<M, DbErr>,
) -> Result<Page<M>> {
    let mut select = within(select, keys, request)?;
    for key in keys {
        select = order_by(select, key, request.backward);
    }
    let mut select = select.into_query();
    let statement = limited::statement(connection.get_database_backend(), select.limit(request.limit + 1));
    fetch_rows(connection, statement, keys, key_values, request, read).await
}

/// The same, of a statement that gives the rows of the page, and one more, in the order of the request.
pub(super) async fn fetch_rows<M>(
    connection: &impl ConnectionTrait,
    statement: Statement,
    keys: &[OrderKey],
    key_values: impl Fn(&M) -> Vec<KeyValue>,
    request: &PageRequest,
    read: impl Fn(&QueryResult) -> std::result::Result<M, DbErr>,
) -> Result<Page<M>> {
    let rows = connection.query_all_raw(statement).await?;
    let rows = rows.iter().map(read).collect::<std::result::Result<_, _>>()?;
    Ok(page(rows, keys, &key_values, request))
}

/// The rows between the cursors of a request.
pub(super) fn within<E: EntityTrait>(
    mut select: Select<E>,
    keys: &[OrderKey],
    request: &PageRequest,
) -> Result<Select<E>> {
    if let Some(after) = &request.after {
        select = select.filter(beyond(keys, after.values_under(keys, "after")?, false));
    }
    if let Some(before) = &request.before {
        select = select.filter(beyond(keys, before.values_under(keys, "before")?, true));
    }
    Ok(select)
}

/// A page of rows that were read in the direction of the request, one more than asked for where there are more.
pub(super) fn page<M>(
    mut rows: Vec<M>,
    keys: &[OrderKey],
    key_values: &impl Fn(&M) -> Vec<KeyValue>,
    request: &PageRequest,
) -> Page<M> {
    let more = rows.len() as u64 > request.limit;
    rows.truncate(usize::try_from(request.limit).unwrap_or(usize::MAX));
    if request.backward {
        rows.reverse();
    }
    let (has_next, has_previous) =
        if request.backward { (request.before.is_some(), more) } else { (more, request.after.is_some()) };
    let places: Vec<_> = Cursor::all(keys, rows.iter().map(key_values)).collect();
    let rows = places.into_iter().zip(rows).collect();
    Page { rows, has_next, has_previous }
}

pub(super) fn signature(keys: &[OrderKey]) -> String {
    let part = |key: &OrderKey| {
        let direction = if key.direction == Direction::Asc { '+' } else { '-' };
        let nulls = if key.nulls == Nulls::First { "f" } else { "" };
        format!("{direction}{}{nulls}", key.name)
    };
    keys.iter().map(part).collect()
}

pub(super) fn order_by<E: EntityTrait>(select: Select<E>, key: &OrderKey, backward: bool) -> Select<E> {
    match ordering(key, backward) {
        (order, None) => select.order_by(key.expr.clone(), order),
        (order, Some(nulls)) => select.order_by_with_nulls(key.expr.clone(), order, nulls),
    }
}

/// How a key orders rows, read forward or backward.
pub(super) fn ordering(key: &OrderKey, backward: bool) -> (Order, Option<NullOrdering>) {
    let order = if (key.direction == Direction::Asc) == backward { Order::Desc } else { Order::Asc };
    let nulls = match (key.nulls, backward) {
        (Nulls::Never, _) => None,
        (Nulls::First, false) | (Nulls::Last, true) => Some(NullOrdering::First),
        (Nulls::Last, false) | (Nulls::First, true) => Some(NullOrdering::Last),
    };
    (order, nulls)
}

/// Rows strictly beyond the given ones in the order (before them, when `backward`).
fn beyond(keys: &[OrderKey], values: &[KeyValue], backward: bool) -> Condition {
    let ascending = |key: &OrderKey| (key.direction == Direction::Asc) != backward;
    let uniform = keys.iter().all(|key| key.nulls == Nulls::Never && key.direction == keys[0].direction);
    if uniform {
        // A row comparison: both databases answer it by one range of the index.
        let left = Expr::tuple(keys.iter().map(|key| key.expr.clone()));
        let right = Expr::tuple(values.iter().map(|value| Expr::val(Value::from(value))));
        return Condition::all().add(if ascending(&keys[0]) { left.gt(right) } else { left.lt(right) });
    }
    let mut any = Condition::any();
    for (index, (key, value)) in keys.iter().zip(values).enumerate() {
        let Some(past) = past(key, value, ascending(key), backward) else { continue };
        let mut all = Condition::all();
        for (key, value) in keys.iter().zip(values).take(index) {
            all = all.add(match value {
                KeyValue::Null => key.expr.clone().is_null(),
                value => key.expr.clone().eq(Value::from(value)),
            });
        }
        any = any.add(all.add(past));
    }
    any
}

/// Rows past one value of one key; none when nothing can come after.
fn past(key: &OrderKey, value: &KeyValue, ascending: bool, backward: bool) -> Option<Condition> {
    let nulls_come_later = (key.nulls == Nulls::Last) != backward && key.nulls != Nulls::Never;
    let column = key.expr.clone();
    match value {
        KeyValue::Null if nulls_come_later => None,
        KeyValue::Null => Some(Condition::all().add(column.is_not_null())),
        value => {
            let value = Value::from(value);
            let past = if ascending { column.clone().gt(value) } else { column.clone().lt(value) };
            let past = Condition::any().add(past);
            Some(if nulls_come_later { past.add(column.is_null()) } else { past })
        }
    }
}

impl OrderKey {
    /// Whether a row can have this value: what a database would not compare with the column, or cannot hold, cannot.
    pub(super) fn can_be(&self, value: &KeyValue) -> bool {
        // Of years that the API can write.
        let can_be_year = |year| (0..=9999).contains(&year);
        match (value, self.kind) {
            (KeyValue::Null, _) => self.nulls != Nulls::Never,
            (KeyValue::Int(_), KeyKind::Int) | (KeyValue::Uuid(_), KeyKind::Uuid) => true,
            (KeyValue::Text { text }, KeyKind::Text) => !text.contains('\0'),
            (KeyValue::Time(time), KeyKind::Time) => can_be_year(time.year()),
            (KeyValue::Date(date), KeyKind::Date) => can_be_year(date.year()),
            _ => false,
        }
    }
}

impl From<&KeyValue> for Value {
    fn from(value: &KeyValue) -> Self {
        match value {
            KeyValue::Null => Value::BigInt(None),
            KeyValue::Int(int) => (*int).into(),
            KeyValue::Uuid(uuid) => (*uuid).into(),
            KeyValue::Time(time) => (*time).into(),
            KeyValue::Date(date) => (*date).into(),
            KeyValue::Text { text } => text.as_str().into(),
        }
    }
}
