//! Reading the log.

use async_graphql::{Context, Object};
use entity::event;

use super::{Event, filter::EventFilter};
use crate::{
    auth::about_visible_leads,
    events,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
    },
};

/// Reading the log.
#[derive(Default)]
pub struct EventQuery;

#[Object]
impl EventQuery {
    /// What happened, oldest first; `last: 20` gives the newest. Cursors are those of the subscriptions.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Event>>> {
        let cx = cx(ctx)?;
        let page = events::page_request(first, after.as_deref(), last, before.as_deref())?;
        let wanted = filter.unwrap_or_default().read()?.condition();
        let wanted = wanted.add(about_visible_leads(&cx.actor, event::Column::LeadId));
        let rows = events::list(&cx.db, wanted.clone(), &page).await?;
        let total = connection::total(ctx, events::count(&cx.db, wanted)).await?;
        Ok(Event::connection(rows, total))
    }
}
