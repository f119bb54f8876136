//! Processes that run jobs, and when they were last seen: readiness asks here.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worker_heartbeats")]
pub struct Model {
    /// Unique per process start.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// When it started.
    pub started_at: DateTimeUtc,
    /// When it last said that it lives.
    pub seen_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
