//! Reading keys.

use async_graphql::{Context, ID, Object};
use entity::UserId;

use super::ApiKey;
use crate::{
    api_keys,
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        node::read_id,
    },
};

/// Reading keys.
#[derive(Default)]
pub struct ApiKeyQuery;

#[Object]
impl ApiKeyQuery {
    /// Keys for integrations, newest first: your own; admins see those of all.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this user alone.")] owner_id: Option<ID>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<ApiKey>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let owner = owner_id.map(|id| read_id::<UserId>(&id, "ownerId")).transpose()?;
        let rows = api_keys::list(cx, owner, &page).await?;
        let total = connection::total(ctx, api_keys::count(cx, owner)).await?;
        Ok(Connection::new(rows, total, |cursor, _| cursor.encode(), ApiKey::from))
    }
}
