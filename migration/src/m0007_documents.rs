//! GraphQL documents that clients may ask for by id.

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
        dialect::run(manager, TABLES).await
    }
}

const TABLES: &str = "
create table documents (
  id text not null primary key,
  sha256 text not null,
  name text not null,
  body text not null,
  added_at {time} not null
);
create index documents_by_sha256 on documents (sha256);
";
