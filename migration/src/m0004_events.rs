//! The event log and the first results of idempotent writes.

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
create table events (
  seq {serial},
  tx bigint not null default {tx},
  id {uuid} not null,
  kind text not null,
  lead_id {uuid},
  communication_id {uuid},
  actor_id {uuid},
  at {time} not null,
  data {json} not null
);
create index events_order on events (tx, seq);
create index events_lead on events (lead_id, tx, seq);
create table idempotency_keys (
  key_hash text not null primary key,
  input_hash text not null,
  result {json} not null,
  created_at {time} not null
);
create index idempotency_keys_created_at on idempotency_keys (created_at);
";
