//! When leads of a status are stale.

use crate::{
    enums::LeadStatus,
    ids::{LeadTypeId, StalePolicyId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stale_policies")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StalePolicyId,
    /// For leads in this status.
    pub status: LeadStatus,
    /// For leads of this type; absent: of every type that has no policy of its own.
    pub lead_type_id: Option<LeadTypeId>,
    /// Days without a touch until the lead is inactive; absent: never.
    pub stale_after_days: Option<i32>,
    /// Days before that, in which the assignee is warned; absent: no warning.
    pub warn_days_before: Option<i32>,
    /// More days without a touch until an inactive lead is dropped; absent: never.
    pub drop_after_days: Option<i32>,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

crate::told::told!(StalePolicy id; status, lead_type_id, stale_after_days, warn_days_before, drop_after_days);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
