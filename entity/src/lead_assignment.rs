//! How leads came to who has them: a row for each change of hands.

use crate::{
    enums::AssignmentKind,
    ids::{AssignmentRuleId, LeadAssignmentId, LeadId, UnitId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_assignments")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadAssignmentId,
    /// Which lead.
    pub lead_id: LeadId,
    /// How.
    pub kind: AssignmentKind,
    /// Who works on it since.
    pub assignee_id: Option<UserId>,
    /// The unit that it is in since.
    pub unit_id: Option<UnitId>,
    /// Who worked on it before.
    pub previous_assignee_id: Option<UserId>,
    /// The unit in whose queue it waited just before.
    pub waited_in: Option<UnitId>,
    /// The rule that decided; it may have been deleted since.
    pub rule_id: Option<AssignmentRuleId>,
    /// Who did it; absent for Leadline itself.
    pub actor_id: Option<UserId>,
    /// Why, in the actor's words.
    pub note: Option<String>,
    /// Why, in ours.
    pub explanation: String,
    /// When.
    pub at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
