//! Why leads are lost.

use crate::ids::LostReasonId;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lost_reasons")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LostReasonId,
    /// Stable word for clients and imports, such as `NO_RESPONSE`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

crate::told::told!(LostReason id; key, name);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
