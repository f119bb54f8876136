//! Users, units, groups, sessions, and the installation's own settings.

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
create table users (
  id {uuid} not null primary key,
  email text not null,
  email_key text not null,
  name text not null,
  role text not null,
  password_hash text,
  locale text,
  time_zone text,
  is_active boolean not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint users_email_unique unique (email_key)
);
create table units (
  id {uuid} not null primary key,
  name text not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null
);
create table groups (
  id {uuid} not null primary key,
  name text not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null
);
create table sessions (
  id {uuid} not null primary key,
  user_id {uuid} not null references users (id),
  token_hash text not null,
  created_at {time} not null,
  expires_at {time} not null,
  revoked_at {time},
  constraint sessions_token_unique unique (token_hash)
);
create index sessions_expires_at on sessions (expires_at);
create table settings (
  key text not null primary key,
  value text not null
);
";
