//! Who belongs where: members of groups and units, collaborations, absences, and which units may use a kind of lead.

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

// The counter `organisation` is raised by whatever changes what users reach: who remembers it knows when to look again.
const TABLES: &str = "
create table group_members (
  id {uuid} not null primary key,
  group_id {uuid} not null references groups (id),
  user_id {uuid} not null references users (id),
  is_manager boolean not null,
  joined_at {time} not null,
  constraint group_members_unique unique (group_id, user_id)
);
create index group_members_user on group_members (user_id, joined_at);
create table unit_members (
  id {uuid} not null primary key,
  unit_id {uuid} not null references units (id),
  user_id {uuid} not null references users (id),
  is_manager boolean not null,
  joined_at {time} not null,
  constraint unit_members_unique unique (unit_id, user_id)
);
create index unit_members_user on unit_members (user_id, joined_at);
create table group_collaborations (
  id {uuid} not null primary key,
  group_id {uuid} not null references groups (id),
  partner_id {uuid} not null references groups (id),
  is_mutual boolean not null,
  created_at {time} not null,
  constraint group_collaborations_unique unique (group_id, partner_id),
  constraint group_collaborations_two check (group_id <> partner_id)
);
create index group_collaborations_partner on group_collaborations (partner_id);
create table unit_collaborations (
  id {uuid} not null primary key,
  unit_id {uuid} not null references units (id),
  partner_id {uuid} not null references units (id),
  is_mutual boolean not null,
  created_at {time} not null,
  constraint unit_collaborations_unique unique (unit_id, partner_id),
  constraint unit_collaborations_two check (unit_id <> partner_id)
);
create index unit_collaborations_partner on unit_collaborations (partner_id);
create table lead_type_units (
  lead_type_id {uuid} not null references lead_types (id),
  unit_id {uuid} not null references units (id),
  primary key (lead_type_id, unit_id)
);
create table absences (
  id {uuid} not null primary key,
  user_id {uuid} not null references users (id),
  from_day {date} not null,
  until_day {date} not null,
  note text,
  created_at {time} not null,
  constraint absences_days check (from_day <= until_day)
);
create index absences_user on absences (user_id, until_day);
insert into counters (name, value) values ('organisation', 0);
create index leads_group on leads (group_id, created_at, id) where deleted_at is null;
create index leads_unit on leads (unit_id, created_at, id) where deleted_at is null;
";
