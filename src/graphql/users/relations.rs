//! What hangs on a user: where they belong, and when they are away.

use async_graphql::{ComplexObject, Context};

use super::{Absence, User};
use crate::{
    db::PageRequest,
    graphql::{
        connection::{self, Connection, Edge},
        context::{cx, loaders},
        errors::Result,
        loaders::{AbsencesOf, GroupCountOf, GroupsOf, UnitCountOf, UnitsOf},
        organisation::{GroupMember, UnitMember},
        scalars::Date,
    },
    users,
};

/// Absences that a user is taken to have, for the cost.
const ABSENCES: usize = 5;

#[ComplexObject]
impl User {
    /// The groups that they belong to, the first that they joined first: that one owns the leads that they add.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<GroupMember>>> {
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let (loaders, id) = (loaders(ctx)?, self.row().id);
        let rows = loaders.load_one(GroupsOf(id, page)).await?;
        let count = async { loaders.load_one(GroupCountOf(id)).await.map(Option::unwrap_or_default) };
        let total = connection::total(ctx, count).await?;
        Ok(GroupMember::connection(rows.unwrap_or_else(connection::empty), total))
    }

    /// The units that they work in, the first that they joined first.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Edge<UnitMember>>> {
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref())?;
        let (loaders, id) = (loaders(ctx)?, self.row().id);
        let rows = loaders.load_one(UnitsOf(id, page)).await?;
        let count = async { loaders.load_one(UnitCountOf(id)).await.map(Option::unwrap_or_default) };
        let total = connection::total(ctx, count).await?;
        Ok(UnitMember::connection(rows.unwrap_or_else(connection::empty), total))
    }

    /// When they are, were and will be away, the latest first.
    #[graphql(complexity = "connection::list_cost(ABSENCES, child_complexity)")]
    async fn absences(&self, ctx: &Context<'_>) -> Result<Vec<Absence>> {
        let rows = loaders(ctx)?.load_one(AbsencesOf(self.row().id)).await?;
        Ok(rows.unwrap_or_default().into_iter().map(Into::into).collect())
    }

    /// Whether they are away on a day, by default today, on their own clock: then assignment passes over them.
    async fn is_absent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; absent: today.")] on: Option<Date>,
    ) -> Result<bool> {
        let day = match on {
            Some(day) => day.0,
            None => users::today_of(self.row(), cx(ctx)?.clock.now()),
        };
        let rows = loaders(ctx)?.load_one(AbsencesOf(self.row().id)).await?;
        Ok(users::is_absent(&rows.unwrap_or_default(), day))
    }
}
