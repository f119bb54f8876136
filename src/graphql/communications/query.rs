//! Reading communications.

use async_graphql::{Context, Object};

use super::{Communication, filter::CommunicationFilter};
use crate::{
    communications,
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
    },
};

/// Reading communications.
#[derive(Default)]
pub struct CommunicationQuery;

#[Object]
impl CommunicationQuery {
    /// Messages to leads and about them, newest first.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn communications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What must hold of them.")] filter: Option<Box<CommunicationFilter>>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<Communication>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let condition = filter.map(|filter| filter.condition(cx)).transpose()?;
        let query = communications::CommunicationQuery { condition };
        let rows = communications::list(cx, &query, &page).await?;
        let total = connection::total(ctx, communications::count(cx, &query)).await?;
        Ok(Communication::connection(rows, total))
    }
}
