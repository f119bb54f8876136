//! Groups that see each other's leads.

use crate::ids::{GroupCollaborationId, GroupId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_collaborations")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupCollaborationId,
    /// The group whose members see the leads of the partner.
    pub group_id: GroupId,
    /// The group whose leads they see.
    pub partner_id: GroupId,
    /// Whether the partner's members see the leads of the group as well.
    pub is_mutual: bool,
    /// When it was agreed.
    pub created_at: DateTimeUtc,
}

crate::told::told!(Group group_id; group_id, partner_id, is_mutual);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
