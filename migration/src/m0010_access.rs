//! API keys, and accounts at an OpenID provider.

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

// Of what opens doors only hashes are kept. `api_key_addresses` says from where a key was used before.
const TABLES: &str = "
create table api_keys (
  id {uuid} not null primary key,
  user_id {uuid} not null references users (id),
  name text not null,
  prefix text not null,
  token_hash text not null,
  scopes text not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null,
  expires_at {time},
  last_used_at {time},
  last_used_from text,
  revoked_at {time},
  constraint api_keys_prefix_unique unique (prefix),
  constraint api_keys_token_hash_unique unique (token_hash)
);
create index api_keys_user on api_keys (user_id, created_at);
create index api_keys_created on api_keys (created_at, id);
create table api_key_addresses (
  api_key_id {uuid} not null references api_keys (id),
  address text not null,
  first_seen_at {time} not null,
  primary key (api_key_id, address)
);
create table oidc_identities (
  id {uuid} not null primary key,
  user_id {uuid} not null references users (id),
  issuer text not null,
  subject text not null,
  linked_at {time} not null,
  signed_in_at {time} not null,
  constraint oidc_identities_unique unique (issuer, subject)
);
create index oidc_identities_user on oidc_identities (user_id);
create table oidc_attempts (
  state_hash text not null primary key,
  browser_hash text not null,
  nonce text not null,
  verifier text not null,
  challenge text not null,
  return_to text not null,
  expires_at {time} not null
);
create index oidc_attempts_expiry on oidc_attempts (expires_at);
create table oidc_codes (
  code_hash text not null primary key,
  user_id {uuid} not null references users (id),
  challenge text not null,
  expires_at {time} not null
);
create index oidc_codes_expiry on oidc_codes (expires_at);
";
