//! Wishes for a new password, made when the mail is delivered. Each is good once.

use crate::ids::{AccountMailId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_resets")]
pub struct Model {
    /// The mail's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountMailId,
    /// Whose password.
    pub user_id: UserId,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// Until when it is good.
    pub expires_at: DateTimeUtc,
    /// When it was used, or replaced by a newer one.
    pub ended_at: Option<DateTimeUtc>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
