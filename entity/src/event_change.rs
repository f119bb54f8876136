//! What an entry of the event log changed: values before and after.

use crate::ids::EventId;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_changes")]
pub struct Model {
    /// Of which entry.
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: EventId,
    /// Values by column; absent for what was not there before, and once erased.
    pub before: Option<Json>,
    /// Values by column; absent for what is not there any more, and once erased.
    pub after: Option<Json>,
    /// When the values were erased, with the personal data in them.
    pub erased_at: Option<DateTimeUtc>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
