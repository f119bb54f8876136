//! A lead's history: every entry into a status. Its id is what a status entry's mail is keyed by.

use crate::{
    enums::LeadStatus,
    ids::{LeadId, LostReasonId, StatusChangeId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead_status_changes")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StatusChangeId,
    /// Whose history.
    pub lead_id: LeadId,
    /// Absent for the first entry.
    pub from_status: Option<LeadStatus>,
    /// The status entered.
    pub to_status: LeadStatus,
    /// Who did it; absent for Leadline itself.
    pub actor_id: Option<UserId>,
    /// Why, in the actor's words.
    pub note: Option<String>,
    /// Why it was lost, where it was.
    pub lost_reason_id: Option<LostReasonId>,
    /// When.
    pub at: DateTimeUtc,
    /// How long the lead had been in `from_status`, in seconds.
    pub seconds_in_from: Option<i64>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
