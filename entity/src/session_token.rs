//! The tokens of a session, one row for each pair. Only hashes are kept.

use crate::ids::SessionId;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_tokens")]
pub struct Model {
    /// SHA-256 of the access token, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub access_hash: String,
    /// Whose they are.
    pub session_id: SessionId,
    /// When the access token stops working.
    pub access_expires_at: DateTimeUtc,
    /// SHA-256 of the refresh token, in hexadecimal; absent for what cannot be refreshed.
    #[sea_orm(unique)]
    pub refresh_hash: Option<String>,
    /// When the refresh token stops working.
    pub refresh_expires_at: Option<DateTimeUtc>,
    /// When the refresh token was used: it gives no second pair.
    pub refreshed_at: Option<DateTimeUtc>,
    /// When they were given.
    pub created_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
