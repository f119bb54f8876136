//! Signing in: sessions with rotating tokens, failures, second factors, resets of passwords, and mails about accounts.

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

// Sign-ins from before end here: people sign in once more. Of every token only a hash is kept. A pair of tokens stays
// after its refresh token was used, so that a second use is noticed.
const TABLES: &str = "
drop table sessions;
create table sessions (
  id {uuid} not null primary key,
  user_id {uuid} not null references users (id),
  created_at {time} not null,
  last_used_at {time} not null,
  expires_at {time} not null,
  ends_at {time} not null,
  address text,
  user_agent text,
  ended_at {time}
);
create index sessions_user on sessions (user_id, created_at);
create index sessions_expires_at on sessions (expires_at);
create table session_tokens (
  access_hash text not null primary key,
  session_id {uuid} not null references sessions (id),
  access_expires_at {time} not null,
  refresh_hash text,
  refresh_expires_at {time},
  refreshed_at {time},
  created_at {time} not null,
  constraint session_tokens_refresh_unique unique (refresh_hash)
);
create index session_tokens_session on session_tokens (session_id);
create table sign_in_attempts (
  key_hash text not null primary key,
  failures integer not null,
  last_failed_at {time} not null,
  locked_until {time}
);
create index sign_in_attempts_last on sign_in_attempts (last_failed_at);
create table sign_in_challenges (
  token_hash text not null primary key,
  user_id {uuid} not null references users (id),
  expires_at {time} not null
);
create index sign_in_challenges_user on sign_in_challenges (user_id);
create table two_factors (
  user_id {uuid} not null primary key references users (id),
  sealed_secret text not null,
  last_step bigint not null,
  created_at {time} not null,
  confirmed_at {time}
);
create table recovery_codes (
  code_hash text not null primary key,
  user_id {uuid} not null references users (id),
  used_at {time}
);
create index recovery_codes_user on recovery_codes (user_id);
create table account_mails (
  id {uuid} not null primary key,
  kind text not null,
  address text not null,
  address_key text not null,
  state text not null,
  due_at {time} not null,
  lease_until {time},
  attempt_count integer not null,
  first_tried_at {time},
  sent_at {time},
  failure text,
  created_at {time} not null,
  updated_at {time} not null
);
create index account_mails_due on account_mails (due_at, id) where state in ('QUEUED', 'SENDING');
create index account_mails_address on account_mails (address_key, created_at);
create table password_resets (
  id {uuid} not null primary key references account_mails (id),
  user_id {uuid} not null references users (id),
  created_at {time} not null,
  expires_at {time} not null,
  ended_at {time}
);
create index password_resets_user on password_resets (user_id, created_at);
create table password_reset_tokens (
  token_hash text not null primary key,
  reset_id {uuid} not null references password_resets (id)
);
create index password_reset_tokens_reset on password_reset_tokens (reset_id);
";
