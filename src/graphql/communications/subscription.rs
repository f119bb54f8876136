//! Communications, as their fate unfolds.

use async_graphql::{Context, ID, Subscription};
use entity::LeadId;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

use super::Communication;
use crate::{
    communications,
    graphql::{
        context::cx,
        errors::{ApiError, Result},
        events::follow,
        node::read_id,
    },
};

/// Communications, as their fate unfolds.
#[derive(Default)]
pub struct CommunicationSubscription;

#[Subscription]
impl CommunicationSubscription {
    /// Each communication about a lead you may see, as it is after it was queued, sent, failed, suppressed or cancelled.
    async fn communication_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those about this lead; absent: about every lead that you may see.")]
        lead_id: Option<ID>,
        #[graphql(desc = "Go on after this event's cursor; absent: from now on.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Communication>>> {
        let cx = cx(ctx)?.clone();
        let lead: Option<LeadId> = lead_id.map(|id| read_id(&id, "leadId")).transpose()?;
        let entries = follow(ctx, &cx, after.as_deref()).await?;
        let changed = entries.try_filter_map(move |entry| {
            let is_wanted = lead.is_none_or(|lead| entry.event.lead_id == Some(lead));
            let id = entry.event.communication_id.filter(|_| is_wanted);
            let cx = id.map(|_| cx.clone());
            async move {
                let (Some(id), Some(cx)) = (id, cx) else { return Ok(None) };
                let found = communications::get(&cx, id).await.map_err(ApiError::from)?;
                Ok(found.map(Communication::from))
            }
        });
        Ok(changed.boxed())
    }
}
