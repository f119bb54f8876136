//! Sign-ins: one row from the password to its end. Its tokens are rows of their own.

use crate::ids::{SessionId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// When they signed in.
    pub created_at: DateTimeUtc,
    /// When it was last used, give or take some minutes.
    pub last_used_at: DateTimeUtc,
    /// When it ends unless it is refreshed before.
    pub expires_at: DateTimeUtc,
    /// When it ends, however often it is refreshed.
    pub ends_at: DateTimeUtc,
    /// From where they signed in: an IPv4 address, or an IPv6 network.
    pub address: Option<String>,
    /// With what they signed in, as it calls itself.
    pub user_agent: Option<String>,
    /// When it was ended before its time.
    pub ended_at: Option<DateTimeUtc>,
}

crate::told::told!(Session id; user_id, created_at, expires_at, ends_at, ended_at);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
