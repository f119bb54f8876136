//! A user as the API shows them.

use async_graphql::{ID, SimpleObject};
use entity::user;

use crate::graphql::{
    enums::Role,
    scalars::{DateTime, EmailAddress, Locale, TimeZone},
};

/// A person who works with leads.
#[derive(Clone, Debug, SimpleObject)]
pub struct User {
    /// Id, such as `user_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// What people call them.
    pub name: String,
    /// Address; they sign in with it.
    pub email: EmailAddress,
    /// What they may do.
    pub role: Role,
    /// The language of the mail that they get.
    pub locale: Option<Locale>,
    /// Where their clock is.
    pub time_zone: Option<TimeZone>,
    /// Whether they may sign in and get mail.
    pub is_active: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When they were added.
    pub created_at: DateTime,
    /// When they last changed.
    pub updated_at: DateTime,
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            name: row.name,
            email: EmailAddress(row.email),
            role: row.role.into(),
            locale: row.locale.map(Locale),
            time_zone: row.time_zone.map(TimeZone),
            is_active: row.is_active,
            version: row.version,
            created_at: DateTime(row.created_at),
            updated_at: DateTime(row.updated_at),
        }
    }
}
