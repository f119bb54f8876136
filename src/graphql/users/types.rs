//! A user as the API shows them.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{ID, SimpleObject};
use entity::user;

use crate::graphql::{
    enums::Role,
    immediate::{Answer, Immediate, Leaf, own_fields},
    scalars::{DateTime, EmailAddress, Locale, TimeZone},
};

own_fields! {
    /// What a user's own row tells.
    pub struct UserRow(user::Model, user::Column) {
        values {
            /// What people call them.
            name "name": String [Name] = |user| user.name.clone();
            /// Address; they sign in with it.
            email "email": EmailAddress [Email] = |user| EmailAddress(user.email.clone());
            /// What they may do. Who is an `AGENT` manages nothing, whatever `isManager` says.
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

impl User {
    /// The row that it shows.
    pub(super) fn row(&self) -> &user::Model {
        &self.own.0
    }
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self::from(Arc::new(row))
    }
}

impl From<Arc<user::Model>> for User {
    fn from(row: Arc<user::Model>) -> Self {
        Self { id: row.id.to_string().into(), own: UserRow(row) }
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
