//! When users are away: assignment passes over them.

use crate::ids::{AbsenceId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "absences")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AbsenceId,
    /// Who is away.
    pub user_id: UserId,
    /// The first day on which they are away.
    pub from_day: Date,
    /// The last day on which they are away.
    pub until_day: Date,
    /// Why, in their words.
    pub note: Option<String>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
}

crate::told::told!(User user_id; user_id, from_day, until_day, note);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
