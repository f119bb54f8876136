//! Rules that say to whom a lead that comes in goes: the first whose conditions hold takes it.

use crate::{
    enums::RuleTarget,
    ids::{AssignmentRuleId, UnitId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment_rules")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssignmentRuleId,
    /// What people call it.
    pub name: String,
    /// Its place in the order, from 1.
    pub place: i32,
    /// What must hold of the lead: a JSON object of a known shape.
    pub conditions: Json,
    /// What it does.
    pub target: RuleTarget,
    /// The unit, for `UNIT` and `ROUND_ROBIN`.
    pub unit_id: Option<UnitId>,
    /// The user, for `USER`.
    pub user_id: Option<UserId>,
    /// Whether it works at all.
    pub is_enabled: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

crate::told::told!(AssignmentRule id; name, place, conditions, target, unit_id, user_id, is_enabled);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
