//! Whose turn it is: one row for each rule that gives leads in turn.

use crate::ids::{AssignmentRuleId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round_robins")]
pub struct Model {
    /// The rule.
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule_id: AssignmentRuleId,
    /// Who got the last lead; the next goes to whoever comes after them in the order of ids.
    pub last_user_id: Option<UserId>,
    /// Leads given so far.
    pub turns: i64,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
