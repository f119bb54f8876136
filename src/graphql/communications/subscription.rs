//! Communications, as their fate unfolds.

use async_graphql::{Context, ID, Subscription};
use entity::LeadId;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

use super::Communication;
use crate::{
    communications,
    graphql::{
        context::{cx, loaders},
        errors::{ApiError, Result},
        events::resume,
        node::read_id,
    },
};

/// Communications, as their fate unfolds.
#[derive(Default)]
pub struct CommunicationSubscription;

#[Subscription]
impl CommunicationSubscription {
    /// Each communication about a lead you may see, as it is after it was queued, sent, failed, suppressed or cancelled.
    /// `extensions.cursor` of the last answer is the `after` with which a new subscription goes on; over server-sent events
    /// it is also the event's id, and `Last-Event-ID` takes the place of `after`.
    async fn communication_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those about this lead; absent: about every lead that you may see.")]
        lead_id: Option<ID>,
        #[graphql(desc = "Go on after this event's cursor; absent: from now on.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Communication>>> {
        let (cx, live) = (cx(ctx)?.clone(), loaders(ctx)?.loader().live());
        let lead: Option<LeadId> = lead_id.map(|id| read_id(&id, "leadId")).transpose()?;
        let entries = resume(ctx, after.as_deref(), lead).await?;
        let changed = entries.try_filter_map(move |entry| {
            let wanted = entry.event.communication_id.map(|id| (id, cx.clone(), live.clone()));
            async move {
                let Some((id, cx, live)) = wanted else { return Ok(None) };
                let found = live.share(&cx, id, async || communications::get(&cx, id).await).await;
                Ok(found.map_err(ApiError::from)?.map(Communication::from))
            }
        });
        Ok(changed.boxed())
    }
}
