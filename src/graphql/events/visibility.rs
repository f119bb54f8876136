//! Who may hear of an event.

use std::{collections::HashSet, sync::Arc};

use entity::{EventType, LeadId, lead};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::live::Live;
use crate::{auth::visible_to, context::Ctx, error::Result, events::Entry};

/// The leads that a subscriber sees, among those that the entries of one reading concern.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct WhichAreSeen;

/// Whether the caller may hear of the entry in hand. It costs a statement for all entries that were read together and
/// all subscribers under the same rule.
///
/// # Errors
/// The database failed.
pub async fn sees(cx: &Ctx, live: &Live, entry: &Entry) -> Result<bool> {
    let Some(lead) = entry.event.lead_id else { return Ok(false) };
    if entry.event.kind == EventType::LeadDeleted {
        // It can be seen no more, but those who could see it must hear that it is gone: everybody, for now.
        return Ok(true);
    }
    let seen = live.share(cx, WhichAreSeen, async || look(cx, entry.findings().leads()).await).await?;
    Ok(seen.contains(&lead))
}

async fn look(cx: &Ctx, leads: &[LeadId]) -> Result<Arc<HashSet<LeadId>>> {
    let seen = visible_to(&cx.actor).filter(lead::Column::Id.is_in(leads.iter().copied()));
    let seen = seen.select_only().column(lead::Column::Id).into_tuple::<LeadId>();
    Ok(Arc::new(seen.all(cx.db.conn()).await?.into_iter().collect()))
}
