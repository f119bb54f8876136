//! Addresses that must not be written to.

use crate::enums::SuppressionReason;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppressions")]
pub struct Model {
    /// The address in lower case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub address: String,
    /// Why.
    pub reason: SuppressionReason,
    /// Since when.
    pub at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
