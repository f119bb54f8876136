//! Who belongs to which group.

use crate::ids::{GroupId, GroupMemberId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_members")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupMemberId,
    /// The group.
    pub group_id: GroupId,
    /// Who belongs to it.
    pub user_id: UserId,
    /// Whether they manage it; this counts for users whose role is `MANAGER` or higher.
    pub is_manager: bool,
    /// Since when. The first group that a user joined owns the leads that they add.
    pub joined_at: DateTimeUtc,
}

crate::told::told!(Group group_id; user_id, is_manager);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
