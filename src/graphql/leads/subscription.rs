//! A lead, as it changes.

use async_graphql::{Context, ID, Subscription};
use entity::{LeadId, lead};
use futures::{
    StreamExt, TryStreamExt,
    stream::{self, BoxStream},
};

use super::Lead;
use crate::{
    context::Ctx,
    error::Error,
    graphql::{
        context::cx,
        errors::Result,
        events::{Entries, follow},
        node::read_id,
    },
    leads,
};

/// A lead, as it changes.
#[derive(Default)]
pub struct LeadSubscription;

#[Subscription]
impl LeadSubscription {
    /// The lead as it is now, and then after each change. The stream ends when the lead is deleted, or can no longer be
    /// seen.
    async fn lead_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead's id.")] id: ID,
    ) -> Result<BoxStream<'static, Result<Lead>>> {
        let cx = cx(ctx)?.clone();
        let id: LeadId = read_id(&id, "id")?;
        // First listen, then look: a change in between is seen twice rather than never, and the version tells.
        let entries = follow(ctx, &cx, None).await?;
        let now = leads::get(&cx, id).await?.ok_or_else(|| Error::not_found("lead", "id"))?;
        let watcher = Watcher { cx, id, entries, version: now.version };
        let changes = stream::try_unfold(watcher, Watcher::next);
        Ok(stream::once(async { Ok(now) }).chain(changes).map_ok(Lead::from).boxed())
    }
}

struct Watcher {
    cx: Ctx,
    id: LeadId,
    entries: Entries,
    /// The version that the subscriber has.
    version: i32,
}

impl Watcher {
    async fn next(mut self) -> Result<Option<(lead::Model, Self)>> {
        while let Some(entry) = self.entries.try_next().await? {
            if entry.event.lead_id != Some(self.id) || entry.event.communication_id.is_some() {
                continue;
            }
            let Some(lead) = leads::get(&self.cx, self.id).await? else { return Ok(None) };
            if lead.version != self.version {
                self.version = lead.version;
                return Ok(Some((lead, self)));
            }
        }
        Ok(None)
    }
}
