//! Who may hear of an event.

use std::{collections::HashSet, sync::Arc};

use entity::{EventType, LeadId, lead};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect, Select};

use super::live::Live;
use crate::{
    auth::{visible_deleted, visible_to},
    context::Ctx,
    error::Result,
    events::Entry,
};

/// The leads that a subscriber sees, among those that the entries of one reading concern.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct WhichAreSeen;

/// The same of those that are deleted by now.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct WhichWereSeen;

/// Whether the caller may hear of the entry in hand. It costs a statement for all entries that were read together and
/// all subscribers under the same rule.
///
/// # Errors
/// The database failed.
pub async fn sees(cx: &Ctx, live: &Live, entry: &Entry) -> Result<bool> {
    let Some(lead) = entry.event.lead_id else { return Ok(false) };
    let find = async |leads| find(cx, entry, leads).await;
    let seen = live.share(cx, WhichAreSeen, async || find(visible_to(&cx.actor)).await).await?;
    if seen.contains(&lead) || entry.event.kind != EventType::LeadDeleted {
        return Ok(seen.contains(&lead));
    }
    // It can be seen no more, but those who could see it must hear that it is gone.
    let gone = live.share(cx, WhichWereSeen, async || find(visible_deleted(&cx.actor)).await).await?;
    Ok(gone.contains(&lead))
}

async fn find(cx: &Ctx, entry: &Entry, leads: Select<lead::Entity>) -> Result<Arc<HashSet<LeadId>>> {
    let concerned = entry.findings().leads().iter().copied();
    let found = leads.filter(lead::Column::Id.is_in(concerned)).select_only().column(lead::Column::Id);
    Ok(Arc::new(found.into_tuple::<LeadId>().all(cx.db.conn()).await?.into_iter().collect()))
}
