//! A lead, as it changes.

use std::sync::Arc;

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
        context::{cx, loaders},
        errors::Result,
        events::{Entries, Live, watch},
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
    /// seen. Who comes again gets the lead as it is then: there is nothing to resume.
    async fn lead_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lead's id.")] id: ID,
    ) -> Result<BoxStream<'static, Result<Lead>>> {
        let cx = cx(ctx)?.clone();
        let id: LeadId = read_id(&id, "id")?;
        // First listen, then look: a change in between is seen twice rather than never, and the version tells.
        let entries = watch(ctx, id).await?;
        let now = leads::get(&cx, id).await?.ok_or_else(|| Error::not_found("lead", "id"))?;
        let live = loaders(ctx)?.loader().live();
        let watcher = Watcher { cx, live, id, entries, version: now.version };
        let changes = stream::try_unfold(watcher, Watcher::next);
        Ok(stream::once(async { Ok(now) }).chain(changes).map_ok(Lead::from).boxed())
    }
}

struct Watcher {
    cx: Ctx,
    live: Arc<Live>,
    id: LeadId,
    entries: Entries,
    /// The version that the subscriber has.
    version: i32,
}

impl Watcher {
    async fn next(mut self) -> Result<Option<(lead::Model, Self)>> {
        while let Some(entry) = self.entries.try_next().await? {
            if entry.event.communication_id.is_some() {
                continue;
            }
            let lead =
                self.live.share(&self.cx, self.id, async || leads::get(&self.cx, self.id).await).await?;
            let Some(lead) = lead else { return Ok(None) };
            if lead.version != self.version {
                self.version = lead.version;
                return Ok(Some((lead, self)));
            }
        }
        Ok(None)
    }
}
