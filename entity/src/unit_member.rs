//! Who works in which unit.

use crate::ids::{UnitId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_members")]
pub struct Model {
    /// The unit.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
    /// Who works in it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Whether they manage it; this counts for users whose role is `MANAGER` or higher.
    pub is_manager: bool,
    /// Since when.
    pub joined_at: DateTimeUtc,
}

crate::told::told!(Unit unit_id; user_id, is_manager);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
