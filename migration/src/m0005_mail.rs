//! Triggers, templates' overrides, communications and their attempts; with the default triggers.

use sea_orm_migration::prelude::*;

use crate::dialect;
use entity::{Audience, Channel, LeadStatus, TriggerEvent, trigger};
use sea_orm_migration::sea_orm::ActiveValue::Set;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let entered = LeadStatus::ALL.iter().map(|status| status_entered(*status));
        dialect::seed(manager, entered.chain(ASSIGNEE_NOTICES.iter().map(assignee_notice)).collect()).await?;
        Ok(())
    }
}

const TABLES: &str = "
create table triggers (
  id {uuid} not null primary key,
  key text not null,
  event text not null,
  to_status text,
  from_status text,
  lead_type_id {uuid} references lead_types (id),
  template text not null,
  audience text not null,
  channel text not null,
  delay_seconds bigint not null,
  cancel_if_status_left boolean not null,
  is_enabled boolean not null,
  version integer not null,
  updated_at {time} not null,
  constraint triggers_key_unique unique (key)
);
create table template_overrides (
  id {uuid} not null primary key,
  name text not null,
  locale text not null,
  subject text not null,
  text text not null,
  html text,
  version integer not null,
  updated_at {time} not null,
  updated_by {uuid} references users (id),
  constraint template_overrides_name_unique unique (name, locale)
);
create table suppressions (
  address text not null primary key,
  reason text not null,
  at {time} not null
);
create table communications (
  id {uuid} not null primary key,
  lead_id {uuid} not null references leads (id),
  trigger_id {uuid} references triggers (id),
  cause_id {uuid} not null,
  status_change_id {uuid},
  channel text not null,
  audience text not null,
  template text not null,
  recipient_user_id {uuid} references users (id),
  recipient_key {uuid} not null,
  recipient_address text,
  state text not null,
  suppression_reason text,
  failure text,
  subject text,
  body_text text,
  message_id text,
  cancel_if_status_left boolean not null,
  created_at {time} not null,
  due_at {time} not null,
  attempt_count integer not null,
  lease_until {time},
  sent_at {time},
  updated_at {time} not null,
  constraint communications_once unique (trigger_id, cause_id, recipient_key)
);
create index communications_due on communications (due_at, id) where state in ('QUEUED', 'SENDING');
create index communications_created_at on communications (created_at, id);
create index communications_lead on communications (lead_id, created_at, id);
create index communications_state on communications (state, created_at, id);
create table communication_attempts (
  id {uuid} not null primary key,
  communication_id {uuid} not null references communications (id),
  number integer not null,
  started_at {time} not null,
  finished_at {time},
  outcome text,
  server_code integer,
  answer text
);
create index communication_attempts_communication on communication_attempts (communication_id, number);
";

/// What the assignee is told.
const ASSIGNEE_NOTICES: [(TriggerEvent, &str, &str); 5] = [
    (TriggerEvent::Assigned, "assigned", "assigned"),
    (TriggerEvent::GoingStale, "going-stale", "going_stale"),
    (TriggerEvent::BecameInactive, "became-inactive", "became_inactive"),
    (TriggerEvent::Overdue, "overdue", "overdue"),
    (TriggerEvent::Resumed, "resumed", "resumed"),
];

/// What the lead is told on entering a status.
fn status_entered(status: LeadStatus) -> trigger::ActiveModel {
    let word = status.as_str().to_lowercase();
    let key = format!("status-{}", word.replace('_', "-"));
    trigger::ActiveModel {
        to_status: Set(Some(status)),
        ..default_trigger(&key, TriggerEvent::StatusEntered, format!("status_{word}"), Audience::Lead)
    }
}

fn assignee_notice((event, key, template): &(TriggerEvent, &str, &str)) -> trigger::ActiveModel {
    default_trigger(key, *event, (*template).into(), Audience::Assignee)
}

/// A trigger that every installation starts with: by mail, at once.
pub(crate) fn default_trigger(
    key: &str,
    event: TriggerEvent,
    template: String,
    audience: Audience,
) -> trigger::ActiveModel {
    trigger::ActiveModel {
        id: Set(dialect::fixed_id("triggers", key).into()),
        key: Set(key.into()),
        event: Set(event),
        to_status: Set(None),
        from_status: Set(None),
        lead_type_id: Set(None),
        template: Set(template),
        audience: Set(audience),
        channel: Set(Channel::Email),
        delay_seconds: Set(0),
        cancel_if_status_left: Set(false),
        is_enabled: Set(true),
        version: Set(1),
        updated_at: Set(dialect::beginning()),
    }
}
