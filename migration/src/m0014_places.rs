//! What somebody sees, place by place: pages of a status, and counts, without reading the leads that are not on them.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

use crate::dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite reads the row to see what the condition of the index says already, unless the index has the column.
        let also = if manager.get_database_backend() == DbBackend::Sqlite { ", deleted_at" } else { "" };
        dialect::run(manager, &INDEXES.replace("{also}", also)).await
    }
}

const INDEXES: &str = "
drop index leads_assignee;
drop index leads_group;
drop index leads_unit;
drop index leads_unit_waiting;
create index leads_assignee on leads (assignee_id, created_at, id, status{also}) where deleted_at is null;
create index leads_group on leads (group_id, created_at, id, status{also}) where deleted_at is null;
create index leads_unit on leads (unit_id, created_at, id, status{also}) where deleted_at is null;
create index leads_unit_waiting on leads (unit_id, created_at, id, status, assignee_id{also})
  where deleted_at is null and assignee_id is null;
create index leads_waiting_since on leads (waiting_since, id) where waiting_since is not null and deleted_at is null;
";
