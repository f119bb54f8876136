//! Leads, their history, their numbers, and full text.

use sea_orm_migration::prelude::*;

use crate::dialect;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let full_text = match manager.get_connection().get_database_backend() {
            DbBackend::Sqlite => FULL_TEXT_ON_SQLITE,
            _ => FULL_TEXT_ON_POSTGRES,
        };
        for statement in full_text {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const TABLES: &str = "
create table counters (
  name text not null primary key,
  value bigint not null
);
insert into counters (name, value) values ('lead', 0);
create table leads (
  id {uuid} not null primary key,
  number bigint not null,
  kind text not null,
  first_name text,
  last_name text,
  company text,
  job_title text,
  email text,
  email_key text,
  phone text,
  phone_e164 text,
  website text,
  street text,
  postal_code text,
  city text,
  region text,
  country text,
  locale text,
  time_zone text,
  source_id {uuid} references lead_sources (id),
  campaign_id {uuid},
  referrer_lead_id {uuid} references leads (id),
  referrer_contact_id {uuid},
  initial_interest text,
  products_of_interest {json} not null,
  target_amount_minor bigint,
  target_currency text,
  priority text not null,
  importance text not null,
  probability integer not null,
  probability_is_manual boolean not null,
  readiness_to_buy text not null,
  rating text,
  score integer not null,
  budget_status text not null,
  budget_amount_minor bigint,
  budget_currency text,
  authority text not null,
  need text not null,
  need_text text,
  timing text not null,
  timing_date {date},
  start_date {date} not null,
  estimated_days integer,
  expected_completion_date {date},
  expected_completion_is_manual boolean not null,
  overdue_noticed_for {date},
  completed_at {time},
  last_touch_at {time} not null,
  next_activity_at {time},
  lead_type_id {uuid} not null references lead_types (id),
  group_id {uuid} references groups (id),
  unit_id {uuid} references units (id),
  assignee_id {uuid} references users (id),
  status text not null,
  status_change_id {uuid} not null,
  status_since {time} not null,
  held_from text,
  resume_on {date},
  inactive_since {time},
  snoozed_until {time},
  stale_warned_at {time},
  lost_reason_id {uuid} references lost_reasons (id),
  lost_note text,
  lost_competitor text,
  converted_account_id {uuid},
  converted_contact_id {uuid},
  converted_opportunity_id {uuid},
  converted_at {time},
  do_not_contact boolean not null,
  email_consent text not null,
  sms_consent text not null,
  custom_fields {json} not null,
  search_text text not null,
  version integer not null,
  created_at {time} not null,
  created_by {uuid} references users (id),
  updated_at {time} not null,
  updated_by {uuid} references users (id),
  deleted_at {time},
  erased_at {time},
  constraint leads_number_unique unique (number)
);
create index leads_created_at on leads (created_at, id) where deleted_at is null;
create index leads_updated_at on leads (updated_at, id) where deleted_at is null;
create index leads_last_touch_at on leads (last_touch_at, id) where deleted_at is null;
create index leads_expected_completion on leads (expected_completion_date, id) where deleted_at is null;
create index leads_target_amount on leads (target_amount_minor, id) where deleted_at is null;
create index leads_status on leads (status, created_at, id) where deleted_at is null;
create index leads_assignee on leads (assignee_id, created_at, id) where deleted_at is null;
create index leads_source on leads (source_id, created_at, id) where deleted_at is null;
create index leads_email on leads (email_key) where deleted_at is null;
create index leads_phone on leads (phone_e164) where deleted_at is null;
create index leads_stale on leads (status, last_touch_at, id) where deleted_at is null and inactive_since is null;
create index leads_inactive on leads (status, last_touch_at, id) where deleted_at is null and inactive_since is not null;
create index leads_resume on leads (resume_on, id) where resume_on is not null;
create table lead_status_changes (
  id {uuid} not null primary key,
  lead_id {uuid} not null references leads (id),
  from_status text,
  to_status text not null,
  actor_id {uuid} references users (id),
  note text,
  lost_reason_id {uuid} references lost_reasons (id),
  at {time} not null,
  seconds_in_from bigint
);
create index lead_status_changes_lead on lead_status_changes (lead_id, at, id);
";

// `search_text` is already in lower case, without accents and punctuation, so that both databases cut it into
// the same words. The table holds only the index; it is keyed by the lead's number.
const FULL_TEXT_ON_SQLITE: &[&str] = &[
    "create virtual table lead_search using fts5(search_text, content='', contentless_delete=1, prefix='2 3')",
    "create trigger leads_search_insert after insert on leads begin
       insert into lead_search (rowid, search_text) values (new.number, new.search_text);
     end",
    "create trigger leads_search_update after update of search_text on leads
     when old.search_text <> new.search_text begin
       update lead_search set search_text = new.search_text where rowid = new.number;
     end",
    "create trigger leads_search_delete after delete on leads begin
       delete from lead_search where rowid = old.number;
     end",
];

const FULL_TEXT_ON_POSTGRES: &[&str] =
    &["create index leads_search on leads using gin (to_tsvector('simple', search_text))"];
