//! What waits in a unit, newest first: few leads among all that are there.

use sea_orm_migration::prelude::*;

use crate::dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        Ok(())
    }
}

const TABLES: &str = "
create index leads_unit_waiting on leads (unit_id, created_at, id) where deleted_at is null and assignee_id is null;
";
