//! Refused tries to sign in, by account and by address, whether there is such an account or not.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_attempts")]
pub struct Model {
    /// HMAC of what the tries have in common: the e-mail address that was given, or where they came from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: String,
    /// How many were refused in a row, those in hand included.
    pub failures: i32,
    /// When the last one began.
    pub last_failed_at: DateTimeUtc,
    /// Until when no further one is taken.
    pub locked_until: Option<DateTimeUtc>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
