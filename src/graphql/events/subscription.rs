//! What happens to leads, as it happens.

use async_graphql::{Context, Subscription};
use futures::{StreamExt, TryStreamExt, stream::BoxStream};

use super::{Event, filter::EventFilter, follow::resume, visibility::sees};
use crate::graphql::{
    context::{cx, loaders},
    errors::{ApiError, Result},
};

/// What happens to leads, as it happens.
#[derive(Default)]
pub struct EventSubscription;

#[Subscription]
impl EventSubscription {
    /// Every event that concerns a lead you may see, in order, each once. Keep the `cursor` of the last one: with it as
    /// `after`, a new subscription goes on where the old one ended. Whoever reads too slowly gets an error with the code
    /// `LAGGED` and `extensions.resumeAfter`; then the stream ends. Over server-sent events, the cursor is the event's id:
    /// a client that comes again with `Last-Event-ID` goes on after it, whatever `after` says.
    async fn lead_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "Go on after this event's cursor; absent: from now on.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Event>>> {
        let (cx, live) = (cx(ctx)?.clone(), loaders(ctx)?.loader().live());
        let wanted = filter.unwrap_or_default().read()?;
        let entries = resume(ctx, after.as_deref(), wanted.lead()).await?;
        let seen = entries.try_filter_map(move |entry| {
            let looks = wanted.has(&entry.event).then(|| (cx.clone(), live.clone()));
            async move {
                let Some((cx, live)) = looks else { return Ok(None) };
                let sees = sees(&cx, &live, &entry).await.map_err(ApiError::from)?;
                Ok(sees.then(|| Event::from(entry.event.clone())))
            }
        });
        Ok(seen.boxed())
    }
}
