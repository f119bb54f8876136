//! Scheduled work that was begun, by tick: the primary key lets one worker win.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheduled_runs")]
pub struct Model {
    /// The job and its tick, such as `sweep:2026-11-22T04:00:00Z`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// The worker that took it.
    pub worker: String,
    /// When it began.
    pub started_at: DateTimeUtc,
    /// When it ended; absent while it runs, or when its worker was killed.
    pub finished_at: Option<DateTimeUtc>,
    /// Until when its worker may be taken to live; later, another may take it over.
    pub lease_until: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
