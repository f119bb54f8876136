//! The audit trail: where an entry of the event log comes from, what it is about, what it changed; and the log is only
//! ever added to.

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
        dialect::run(manager, TABLES).await?;
        let append_only = match manager.get_database_backend() {
            DbBackend::Sqlite => APPEND_ONLY_ON_SQLITE,
            _ => APPEND_ONLY_ON_POSTGRES,
        };
        dialect::run(manager, append_only).await
    }
}

// Entries about a lead have it in `lead_id` alone, so that the most of them cost nothing in the index of subjects.
const TABLES: &str = "
alter table events add column subject_kind text;
alter table events add column subject_id text;
alter table events add column via text;
alter table events add column credential text;
alter table events add column address text;
alter table events add column user_agent text;
alter table events add column request_id text;
create unique index events_id on events (id);
create index events_at on events (at, seq);
create index events_kind on events (kind, at, seq);
create index events_actor on events (actor_id, at, seq) where actor_id is not null;
create index events_subject on events (subject_id, at, seq) where subject_id is not null;
create table event_changes (
  event_id {uuid} not null primary key,
  \"before\" {json},
  \"after\" {json},
  erased_at {time}
);
";

// `insert or replace` deletes without asking triggers on deletion: so what would replace a row is refused before.
const APPEND_ONLY_ON_SQLITE: &str = "
create trigger events_are_not_changed before update on events
  begin select raise(abort, 'events are only ever added'); end;
create trigger events_are_not_deleted before delete on events
  begin select raise(abort, 'events are only ever added'); end;
create trigger events_are_not_replaced before insert on events
  when exists (select 1 from events where seq = new.seq) or exists (select 1 from events where id = new.id)
  begin select raise(abort, 'events are only ever added'); end;
create trigger event_changes_are_only_erased before update on event_changes
  when new.event_id <> old.event_id or new.\"before\" is not null or new.\"after\" is not null or new.erased_at is null
  begin select raise(abort, 'what events changed is only ever added, or erased'); end;
create trigger event_changes_are_not_deleted before delete on event_changes
  begin select raise(abort, 'what events changed is only ever added, or erased'); end;
create trigger event_changes_are_not_replaced before insert on event_changes
  when exists (select 1 from event_changes where event_id = new.event_id)
  begin select raise(abort, 'what events changed is only ever added, or erased'); end;
";

const APPEND_ONLY_ON_POSTGRES: &str = "
create function events_only_added() returns trigger language plpgsql as
  $$ begin raise exception 'events are only ever added'; end $$;
create function event_changes_only_erased() returns trigger language plpgsql as
  $$ begin raise exception 'what events changed is only ever added, or erased'; end $$;
create trigger events_are_not_changed before update or delete on events
  for each row execute function events_only_added();
create trigger events_are_not_emptied before truncate on events
  for each statement execute function events_only_added();
create trigger event_changes_are_only_erased before update on event_changes for each row
  when (new.event_id <> old.event_id or new.\"before\" is not null or new.\"after\" is not null or new.erased_at is null)
  execute function event_changes_only_erased();
create trigger event_changes_are_not_deleted before delete on event_changes
  for each row execute function event_changes_only_erased();
create trigger event_changes_are_not_emptied before truncate on event_changes
  for each statement execute function event_changes_only_erased();
";
