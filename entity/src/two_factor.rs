//! Second factors: the secret that a user's authenticator app shares with us.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "two_factors")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The secret, encrypted under the installation's secret.
    pub sealed_secret: String,
    /// The time step of the last code that was taken: no code is taken twice.
    pub last_step: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When its first code was shown: before, it is not asked for.
    pub confirmed_at: Option<DateTimeUtc>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
