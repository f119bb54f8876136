//! Who has a lead in hand: waiting and accepting, the rules that assign, turns of round robins, limits and escalation.

use sea_orm_migration::prelude::*;

use crate::{dialect, m0005_mail::default_trigger};
use entity::{Audience, TriggerEvent};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        let notices = NOTICES.iter().map(|(event, key, template, audience)| {
            default_trigger(key, *event, (*template).into(), *audience)
        });
        dialect::seed(manager, notices.collect()).await?;
        Ok(())
    }
}

// Leads that were there before wait since they last changed; nobody is told that they wait too long who was not told
// before, for no lead type has a limit yet.
// History names units and rules that may be gone by then.
const TABLES: &str = "
alter table leads add column waiting_since {time};
alter table leads add column accepted_at {time};
alter table leads add column escalated_at {time};
alter table leads add column first_response_at {time};
alter table leads add column assignment_id {uuid};
update leads set waiting_since = updated_at where unit_id is not null and assignee_id is null
  and status not in ('CLOSED_WON', 'CLOSED_LOST', 'DISQUALIFIED');
update leads set first_response_at = (select min(at) from lead_status_changes c where c.lead_id = leads.id
  and c.actor_id is not null and c.from_status is not null and c.to_status in ('CONTACTED', 'WARM', 'COLD', 'NURTURING',
  'IN_PROGRESS', 'QUALIFIED', 'PROPOSAL_SENT', 'NEGOTIATION', 'CLOSED_WON'))
  where status not in ('NEW', 'REFERRAL');
create index leads_waiting on leads (unit_id, waiting_since, id) where waiting_since is not null and deleted_at is null;
create index leads_unescalated on leads (lead_type_id, waiting_since, id)
  where waiting_since is not null and escalated_at is null and deleted_at is null;
alter table lead_types add column acceptance_minutes integer;
create table assignment_rules (
  id {uuid} not null primary key,
  name text not null,
  place integer not null,
  conditions {json} not null,
  target text not null,
  unit_id {uuid} references units (id),
  user_id {uuid} references users (id),
  is_enabled boolean not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint assignment_rules_target check ((unit_id is null) <> (user_id is null))
);
create index assignment_rules_place on assignment_rules (place, id);
create table round_robins (
  rule_id {uuid} not null primary key references assignment_rules (id) on delete cascade,
  last_user_id {uuid},
  turns bigint not null
);
create table lead_assignments (
  id {uuid} not null primary key,
  lead_id {uuid} not null references leads (id),
  kind text not null,
  assignee_id {uuid} references users (id),
  unit_id {uuid},
  previous_assignee_id {uuid} references users (id),
  waited_in {uuid},
  rule_id {uuid},
  actor_id {uuid} references users (id),
  note text,
  explanation text not null,
  at {time} not null
);
create index lead_assignments_lead on lead_assignments (lead_id, at, id);
";

/// What the team is told of what waits.
const NOTICES: [(TriggerEvent, &str, &str, Audience); 3] = [
    (TriggerEvent::Queued, "queued", "queued", Audience::Unit),
    (TriggerEvent::Escalated, "escalated-to-unit", "escalated", Audience::UnitManagers),
    (TriggerEvent::Escalated, "escalated-to-group", "escalated", Audience::GroupManagers),
];
