//! Which units may use a kind of lead; one that names none may be used by all.

use crate::ids::{LeadTypeId, UnitId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_type_units")]
pub struct Model {
    /// The kind of lead.
    #[sea_orm(primary_key, auto_increment = false)]
    pub lead_type_id: LeadTypeId,
    /// A unit that may use it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit_id: UnitId,
}

crate::told::told!(LeadType lead_type_id; unit_id);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
