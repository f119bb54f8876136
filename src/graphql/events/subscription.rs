//! What happens to leads, as it happens.

use async_graphql::{Context, Subscription};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

use super::{Event, filter::EventFilter, follow::follow, visibility::Viewpoint};
use crate::graphql::{
    context::cx,
    errors::{ApiError, Result},
};

/// What happens to leads, as it happens.
#[derive(Default)]
pub struct EventSubscription;

#[Subscription]
impl EventSubscription {
    /// Every event that concerns a lead you may see, in order, each once. Keep the `cursor` of the last one: with it as
    /// `after`, a new subscription goes on where the old one ended. Whoever reads too slowly gets an error with the code
    /// `LAGGED` and `extensions.resumeAfter`; then the stream ends.
    async fn lead_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "Go on after this event's cursor; absent: from now on.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Event>>> {
        let cx = cx(ctx)?;
        let wanted = filter.unwrap_or_default().read()?;
        let viewpoint = Viewpoint::new(cx);
        let entries = follow(ctx, cx, after.as_deref()).await?;
        let seen = entries.try_filter_map(move |entry| {
            let is_wanted = wanted.has(&entry.event);
            let viewpoint = is_wanted.then(|| viewpoint.clone());
            async move {
                let Some(viewpoint) = viewpoint else { return Ok(None) };
                let sees = viewpoint.sees(&entry).await.map_err(ApiError::from)?;
                Ok(sees.then(|| Event::from(entry.event.clone())))
            }
        });
        Ok(seen.boxed())
    }
}
