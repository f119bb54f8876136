//! Pages of the log, oldest first, with the same cursors that subscriptions resume from.

use std::collections::HashMap;

use entity::{LeadId, event};
use sea_orm::{ColumnTrait, Condition, PaginatorTrait, QueryFilter, QuerySelect, Select, sea_query::Expr};

use super::{Place, read::settled};
use crate::{
    db::{
        Cursor, Db, Direction, Groups, KeyKind, KeyValue, Nulls, OrderKey, Page, PageRequest, fetch_page,
        fetch_pages,
    },
    error::{Code, Error, Result},
};

/// Which entries are wanted: like [`PageRequest::new`], but the cursors are [`Place`]s.
///
/// # Errors
/// Both `first` and `last`, a number outside 1 to 100, or a broken cursor.
pub fn page_request(
    first: Option<i32>,
    after: Option<&str>,
    last: Option<i32>,
    before: Option<&str>,
) -> Result<PageRequest> {
    let read = |argument: &str, text: Option<&str>| {
        let broken = |error| Error::refused(Code::Invalid, &[argument], format!("`{argument}` {error}"));
        text.map(|text| text.parse().map(cursor).map_err(broken)).transpose()
    };
    let page = PageRequest::new(first, None, last, None)?;
    Ok(PageRequest { after: read("after", after)?, before: read("before", before)?, ..page })
}

/// One page of the entries that fulfil a condition.
///
/// # Errors
/// The database failed.
pub async fn list(db: &Db, condition: Condition, page: &PageRequest) -> Result<Page<event::Model>> {
    fetch_page(db.conn(), settled(db).filter(condition), &keys(), key_values, page).await
}

/// How many entries fulfil a condition.
///
/// # Errors
/// The database failed.
pub async fn count(db: &Db, condition: Condition) -> Result<u64> {
    Ok(settled(db).filter(condition).count(db.conn()).await?)
}

/// One page of each of several leads at once: for loaders. Leads without entries are missing.
///
/// # Errors
/// The database failed.
pub async fn of_leads(
    db: &Db,
    condition: Condition,
    leads: &[LeadId],
    page: &PageRequest,
) -> Result<HashMap<LeadId, Page<event::Model>>> {
    let groups = Groups {
        column: event::Column::LeadId,
        id: event::Column::Seq,
        of: &|row: &event::Model| row.lead_id.unwrap_or(LeadId(uuid::Uuid::nil())),
    };
    fetch_pages(db.conn(), about(db, condition, leads), groups, &keys(), key_values, page).await
}

/// How many each of several leads has: for loaders. Leads without entries are missing.
///
/// # Errors
/// The database failed.
pub async fn counts_of_leads(
    db: &Db,
    condition: Condition,
    leads: &[LeadId],
) -> Result<HashMap<LeadId, u64>> {
    let counts = about(db, condition, leads)
        .select_only()
        .column(event::Column::LeadId)
        .column_as(event::Column::Seq.count(), "count")
        .group_by(event::Column::LeadId);
    let counts: Vec<(LeadId, i64)> = counts.into_tuple().all(db.conn()).await?;
    Ok(counts.into_iter().map(|(lead, count)| (lead, u64::try_from(count).unwrap_or(0))).collect())
}

fn about(db: &Db, condition: Condition, leads: &[LeadId]) -> Select<event::Entity> {
    settled(db).filter(condition).filter(event::Column::LeadId.is_in(leads.iter().copied()))
}

fn cursor(place: Place) -> Cursor {
    Cursor::at(&keys(), vec![KeyValue::Int(place.tx), KeyValue::Int(place.seq)])
}

fn keys() -> [OrderKey; 2] {
    let key = |name, column| OrderKey {
        name,
        expr: Expr::col((event::Entity, column)),
        kind: KeyKind::Int,
        direction: Direction::Asc,
        nulls: Nulls::Never,
    };
    [key("tx", event::Column::Tx), key("seq", event::Column::Seq)]
}

fn key_values(row: &event::Model) -> Vec<KeyValue> {
    vec![KeyValue::Int(row.tx), KeyValue::Int(row.seq)]
}
