//! Where leads come from.

use crate::{enums::SourceDirection, ids::LeadSourceId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_sources")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadSourceId,
    /// Stable word for clients and imports, such as `WEB_SITE`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Who made the first move.
    pub direction: SourceDirection,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

crate::told::told!(LeadSource id; key, name, direction);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
