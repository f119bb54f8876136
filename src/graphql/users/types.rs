//! A user as the API shows them.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::user;

use crate::{
    context::Ctx,
    db::PageRequest,
    error,
    graphql::{
        connection::{self, Connection, Edge},
        context::cx,
        enums::Role,
        errors::Result,
        immediate::{Answer, Immediate, Leaf, own_fields},
        scalars::{DateTime, EmailAddress, Locale, TimeZone},
        sign_in::Session,
    },
    sign_in,
};

own_fields! {
    /// What a user's own row tells.
    pub struct UserRow(user::Model, user::Column) {
        values {
            /// What people call them.
            name "name": String [Name] = |user| user.name.clone();
            /// Address; they sign in with it.
            email "email": EmailAddress [Email] = |user| EmailAddress(user.email.clone());
            /// What they may do.
            role "role": Role [Role] = |user| user.role.into();
            /// The language of the mail that they get.
            locale "locale": Option<Locale> [Locale] = |user| user.locale.clone().map(Locale);
            /// Where their clock is.
            time_zone "timeZone": Option<TimeZone> [TimeZone] = |user| user.time_zone.clone().map(TimeZone);
            /// Whether they may sign in and get mail.
            is_active "isActive": bool [IsActive] = |user| user.is_active;
            /// Counts changes, for optimistic concurrency.
            version "version": i32 [Version] = |user| user.version;
            /// When they were added.
            created_at "createdAt": DateTime [CreatedAt] = |user| DateTime(user.created_at);
            /// When they last changed.
            updated_at "updatedAt": DateTime [UpdatedAt] = |user| DateTime(user.updated_at);
        }
        objects {}
    }
}

/// A person who works with leads.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct User {
    /// Id, such as `user_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    #[graphql(flatten)]
    own: UserRow,
}

#[ComplexObject]
impl User {
    /// Whether they sign in with a second factor. Absent for others than yourself, unless you are an administrator.
    async fn has_two_factor(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
        match self.known_to(ctx)? {
            Ok(cx) => Some(sign_in::has_two_factor(cx, self.own.0.id).await.map_err(Into::into)),
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
            Ok(cx) => sign_in::may_look(&cx.actor, self.own.0.id).then_some(Ok(cx)),
            Err(error) => Some(Err(error)),
        }
    }
}

impl User {
    async fn page_of_sessions(
        &self,
        ctx: &Context<'_>,
        cx: &Ctx,
        page: error::Result<PageRequest>,
    ) -> Result<Connection<Edge<Session>>> {
        let user = self.own.0.id;
        let rows = sign_in::list(cx, user, &page?).await?;
        let total = connection::total(ctx, sign_in::count(cx, user)).await?;
        Ok(Connection::new(rows, total, |cursor, _| cursor.encode(), Session::from))
    }
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self { id: row.id.to_string().into(), own: UserRow(Arc::new(row)) }
    }
}

impl Immediate for User {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("User")
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        match field {
            "id" => Answer::Value(self.id.clone().into_value()),
            field => self.own.value(field).map_or(Answer::Later, Answer::Value),
        }
    }
}
