//! Reading the audit trail.

use async_graphql::{Context, Object};

use super::filter::AuditFilter;
use crate::{
    audit,
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        events::Event,
    },
};

/// Reading the audit trail.
#[derive(Default)]
pub struct AuditTrailQuery;

#[Object]
impl AuditTrailQuery {
    /// Who did what, from where, when, and what it changed: every write, configuration and sign-ins included, newest first.
    /// Nothing of it can be changed or deleted. For admins.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn audit_trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] filter: Option<Box<AuditFilter>>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor, that is, older.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor, that is, newer.")] before: Option<String>,
    ) -> Result<Connection<Edge<Event>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let wanted = filter.map(|filter| filter.read()).transpose()?.unwrap_or_default();
        let rows = audit::list(cx, &wanted, &page).await?;
        let total = connection::total(ctx, audit::count(cx, &wanted)).await?;
        Ok(Connection::new(rows, total, |place, _| place.encode(), Event::from))
    }
}
