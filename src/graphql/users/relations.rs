//! What hangs on a user: where they belong, and when they are away.

use async_graphql::{ComplexObject, Context};

use super::{Absence, User};
use crate::{
    context::Ctx,
    db::PageRequest,
    error,
    graphql::{
        connection::{self, Connection, Edge},
        context::{cx, loaders},
        errors::Result,
        loaders::{self, AbsencesOf, GroupCountOf, GroupsOf, UnitCountOf, UnitsOf},
        organisation::{GroupMember, UnitMember},
        scalars::Date,
        sign_in::Session,
    },
    sign_in, users,
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
        let id = self.row().id;
        let (rows, total) = loaders::page(ctx, GroupsOf(id, page), GroupCountOf(id)).await?;
        Ok(GroupMember::connection(rows, total))
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
        let id = self.row().id;
        let (rows, total) = loaders::page(ctx, UnitsOf(id, page), UnitCountOf(id)).await?;
        Ok(UnitMember::connection(rows, total))
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

    /// Whether they sign in with a second factor. Absent for others than yourself, unless you are an administrator.
    async fn has_two_factor(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        match self.known_to(ctx)? {
            Ok(cx) => Some(sign_in::has_two_factor(cx, self.row().id).await.map_err(Into::into)),
            Err(error) => Some(Err(error)),
        }
    }

    /// Where they are signed in, the latest first. Absent for others than yourself, unless you are an administrator.
    #[graphql(complexity = "connection::cost(__ctx, __variables_definition, __field, child_complexity)")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many (1 to 100; 20 when neither `first` nor `last` is given).")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many (1 to 100).")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<Edge<Session>>>> {
        let cx = match self.known_to(ctx)? {
            Ok(cx) => cx,
            Err(error) => return Some(Err(error)),
        };
        let page = PageRequest::new(first, after.as_deref(), last, before.as_deref());
        Some(self.page_of_sessions(ctx, cx, page).await)
    }
}

impl User {
    /// The caller, if they may know how this user signs in.
    fn known_to<'a>(&self, ctx: &Context<'a>) -> Option<Result<&'a Ctx>> {
        match cx(ctx) {
            Ok(cx) => sign_in::may_look(&cx.actor, self.row().id).then_some(Ok(cx)),
            Err(error) => Some(Err(error)),
        }
    }

    async fn page_of_sessions(
        &self,
        ctx: &Context<'_>,
        cx: &Ctx,
        page: error::Result<PageRequest>,
    ) -> Result<Connection<Edge<Session>>> {
        let user = self.row().id;
        let rows = sign_in::list(cx, user, &page?).await?;
        let total = connection::total(ctx, sign_in::count(cx, user)).await?;
        Ok(Connection::new(rows, total, |cursor, _| cursor.encode(), Session::from))
    }
}
