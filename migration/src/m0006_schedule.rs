//! When leads are stale, scheduled runs, and the workers that run them.

use sea_orm_migration::prelude::*;

use crate::dialect;
use entity::{LeadStatus, stale_policy};
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
        dialect::seed(manager, STALE_AFTER_DAYS.into_iter().map(policy).collect()).await?;
        Ok(())
    }
}

const TABLES: &str = "
create table stale_policies (
  id {uuid} not null primary key,
  status text not null,
  lead_type_id {uuid} references lead_types (id),
  stale_after_days integer,
  warn_days_before integer,
  drop_after_days integer,
  version integer not null,
  updated_at {time} not null,
  constraint stale_policies_unique unique (status, lead_type_id)
);
create table scheduled_runs (
  key text not null primary key,
  worker text not null,
  started_at {time} not null,
  finished_at {time},
  lease_until {time} not null
);
create table worker_heartbeats (
  name text not null primary key,
  started_at {time} not null,
  seen_at {time} not null
);
";

/// The table of `domain.md` section 3; statuses that are not named are never stale.
const STALE_AFTER_DAYS: [(LeadStatus, i32); 11] = [
    (LeadStatus::New, 7),
    (LeadStatus::Referral, 7),
    (LeadStatus::Contacted, 14),
    (LeadStatus::Warm, 21),
    (LeadStatus::Cold, 60),
    (LeadStatus::Nurturing, 90),
    (LeadStatus::InProgress, 30),
    (LeadStatus::Qualified, 21),
    (LeadStatus::ProposalSent, 14),
    (LeadStatus::Negotiation, 14),
    (LeadStatus::ReEngaged, 14),
];

fn policy((status, days): (LeadStatus, i32)) -> stale_policy::ActiveModel {
    stale_policy::ActiveModel {
        id: Set(dialect::fixed_id("stale_policies", status.as_str()).into()),
        status: Set(status),
        lead_type_id: Set(None),
        stale_after_days: Set(Some(days)),
        warn_days_before: Set(Some(2)),
        drop_after_days: Set(None),
        version: Set(1),
        updated_at: Set(dialect::beginning()),
    }
}
