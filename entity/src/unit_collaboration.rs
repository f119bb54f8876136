//! Units that may use each other's kinds of leads.

use crate::ids::{UnitCollaborationId, UnitId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit_collaborations")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitCollaborationId,
    /// The unit whose members may use what is allowed to the partner.
    pub unit_id: UnitId,
    /// The unit whose kinds of leads they may use.
    pub partner_id: UnitId,
    /// Whether the partner's members may use what is allowed to the unit as well.
    pub is_mutual: bool,
    /// When it was agreed.
    pub created_at: DateTimeUtc,
}

crate::told::told!(Unit unit_id; unit_id, partner_id, is_mutual);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
