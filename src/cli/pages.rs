//! Reading lists whole, page by page.

use std::collections::HashMap;

use sea_orm::Condition;

use crate::{
    context::Ctx,
    db::{Page, PageRequest},
    error::Result,
    organisation,
};

/// The first page, as long as pages are.
///
/// # Errors
/// None: the numbers are good.
pub fn first() -> Result<PageRequest> {
    PageRequest::new(Some(100), None, None, None)
}

/// Every row of a list.
///
/// # Errors
/// What reading a page returns.
pub async fn all<M>(read: impl AsyncFn(&PageRequest) -> Result<Page<M>>) -> Result<Vec<M>> {
    let (mut rows, mut page) = (Vec::new(), first()?);
    loop {
        let found = read(&page).await?;
        let (more, last) = (found.has_next, found.rows.last().map(|(cursor, _)| cursor.clone()));
        rows.extend(found.rows.into_iter().map(|(_, row)| row));
        match last {
            Some(last) if more => page.after = Some(last),
            _ => return Ok(rows),
        }
    }
}

/// What groups and units are called, by id.
///
/// # Errors
/// The database failed.
pub async fn names(ctx: &Ctx) -> Result<HashMap<String, String>> {
    let groups = all(async |page| organisation::groups(ctx, Condition::all(), page).await).await?;
    let units = all(async |page| organisation::units(ctx, Condition::all(), page).await).await?;
    let groups = groups.into_iter().map(|group| (group.id.to_string(), group.name));
    Ok(groups.chain(units.into_iter().map(|unit| (unit.id.to_string(), unit.name))).collect())
}
