//! Kinds of leads, with their defaults and rules.

use crate::{enums::Level, ids::LeadTypeId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_types")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadTypeId,
    /// Stable word for clients and imports, such as `STANDARD`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Priority of a new lead.
    pub default_priority: Level,
    /// Importance of a new lead.
    pub default_importance: Level,
    /// Whether `QUALIFIED` needs a known budget.
    pub requires_budget: bool,
    /// Whether `QUALIFIED` needs a known authority.
    pub requires_authority: bool,
    /// Whether `QUALIFIED` needs a known need.
    pub requires_need: bool,
    /// Whether `QUALIFIED` needs a known timing.
    pub requires_timing: bool,
    /// Minutes within which a lead that waits is to be accepted; absent: no limit.
    pub acceptance_minutes: Option<i32>,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

crate::told::told!(LeadType id; key, name, default_priority, default_importance, requires_budget, requires_authority, requires_need, requires_timing, acceptance_minutes);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
