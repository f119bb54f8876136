//! Who works in which unit.

use crate::ids::{UnitId, UnitMemberId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_members")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitMemberId,
    /// The unit.
    pub unit_id: UnitId,
    /// Who works in it.
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
