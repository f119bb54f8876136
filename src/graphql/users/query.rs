//! Reading users: everybody who is signed in may see who works here.

use async_graphql::{Context, ID, Object};
use entity::UserId;

use super::{
    User, UserFilter, filter,
    order::{self, UserOrder},
};
use crate::{
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        errors::Result,
        filter::Budget,
        loaders::by_argument,
        relation::rows,
    },
    users,
};

/// Reading users.
#[derive(Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// One user; absent when there is none with this id.
    async fn user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their id, such as `user_01h455vb4pex5vsknk084sn02q`.")] id: ID,
    ) -> Option<Result<User>> {
        by_argument::<UserId, _, _>(ctx, &id).await
    }

    /// Users that fulfil every condition, by name unless ordered otherwise. Those who left are among them: `filter:
    /// {isActive: {eq: true}}` leaves them out.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What must hold of them.")] filter: Option<Box<UserFilter>>,
        #[graphql(desc = "Every word must be in their name or address, in upper or lower case. Blank: all.")]
        search: Option<String>,
        #[graphql(desc = "What they are ordered by, the most important first.")] order_by: Option<
            Vec<UserOrder>,
        >,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor, under the same order.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor, under the same order.")] before: Option<String>,
    ) -> Result<Connection<Edge<User>>> {
        let cx = cx(ctx)?;
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let mut budget = Budget::new(cx);
        let wanted = rows(filter.as_deref(), &mut budget)?;
        let query = users::UserQuery {
            condition: wanted.add(filter::matching(search.as_deref().unwrap_or_default(), &mut budget)?),
            order: order::read(&order_by.unwrap_or_default())?,
        };
        let found = users::list(cx, &query, &page).await?;
        let total = connection::total(ctx, users::count(cx, &query)).await?;
        Ok(Connection::new(found, total, |cursor, _| cursor.encode(), User::from))
    }
}
