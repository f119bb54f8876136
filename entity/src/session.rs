//! Sign-ins: an access token is random, and only its hash is kept.

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
    /// SHA-256 of the token, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// When they signed in.
    pub created_at: DateTimeUtc,
    /// When the token stops working.
    pub expires_at: DateTimeUtc,
    /// When it was ended before its time.
    pub revoked_at: Option<DateTimeUtc>,
}

crate::told::told!(Session id; user_id, created_at, expires_at, revoked_at);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
