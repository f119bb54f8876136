//! Definable lists: kinds of leads, sources, lost reasons; with what every installation starts with.

use sea_orm_migration::prelude::*;

use crate::dialect;
use entity::{Level, SourceDirection, lead_source, lead_type, lost_reason};
use sea_orm_migration::sea_orm::ActiveValue::{NotSet, Set};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, TABLES).await?;
        dialect::seed(manager, vec![standard_type()]).await?;
        dialect::seed(manager, SOURCES.iter().map(source).collect()).await?;
        dialect::seed(manager, LOST_REASONS.iter().map(reason).collect()).await?;
        Ok(())
    }
}

const TABLES: &str = "
create table lead_types (
  id {uuid} not null primary key,
  key text not null,
  name text not null,
  default_priority text not null,
  default_importance text not null,
  requires_budget boolean not null,
  requires_authority boolean not null,
  requires_need boolean not null,
  requires_timing boolean not null,
  version integer not null,
  created_at {time} not null,
  updated_at {time} not null,
  constraint lead_types_key_unique unique (key)
);
create table lead_sources (
  id {uuid} not null primary key,
  key text not null,
  name text not null,
  direction text not null,
  created_at {time} not null,
  constraint lead_sources_key_unique unique (key)
);
create table lost_reasons (
  id {uuid} not null primary key,
  key text not null,
  name text not null,
  created_at {time} not null,
  constraint lost_reasons_key_unique unique (key)
);
";

const SOURCES: [(&str, &str, SourceDirection); 14] = [
    ("WEB_SITE", "Web site", SourceDirection::Pull),
    ("LANDING_PAGE", "Landing page", SourceDirection::Pull),
    ("NEWSLETTER", "Newsletter", SourceDirection::Push),
    ("BLOG", "Blog", SourceDirection::Pull),
    ("SEO", "Search engine", SourceDirection::Pull),
    ("MAILING", "Mailing", SourceDirection::Push),
    ("FAIR", "Fair", SourceDirection::Push),
    ("CALL_CENTRE", "Call centre", SourceDirection::Push),
    ("SOCIAL_MEDIA", "Social media", SourceDirection::Pull),
    ("BUSINESS_CARD", "Business card", SourceDirection::Push),
    ("EMAIL_ENQUIRY", "E-mail enquiry", SourceDirection::Pull),
    ("REFERRAL", "Referral", SourceDirection::Pull),
    ("MARKETING_LIST", "Marketing list", SourceDirection::Push),
    ("IMPORT", "Import", SourceDirection::Push),
];

const LOST_REASONS: [(&str, &str); 9] = [
    ("PRICE", "Price"),
    ("COMPETITOR", "Went with a competitor"),
    ("NO_BUDGET", "No budget"),
    ("NO_RESPONSE", "No response"),
    ("NO_NEED", "No need"),
    ("TIMING", "Bad timing"),
    ("DUPLICATE", "Duplicate"),
    ("NOT_A_FIT", "Not a fit"),
    ("OTHER", "Other"),
];

fn standard_type() -> lead_type::ActiveModel {
    let at = dialect::beginning();
    lead_type::ActiveModel {
        id: Set(dialect::fixed_id("lead_types", "STANDARD").into()),
        key: Set("STANDARD".into()),
        name: Set("Standard".into()),
        default_priority: Set(Level::Normal),
        default_importance: Set(Level::Normal),
        requires_budget: Set(true),
        requires_authority: Set(true),
        requires_need: Set(true),
        requires_timing: Set(true),
        // A later migration adds the column.
        acceptance_minutes: NotSet,
        version: Set(1),
        created_at: Set(at),
        updated_at: Set(at),
    }
}

fn source((key, name, direction): &(&str, &str, SourceDirection)) -> lead_source::ActiveModel {
    lead_source::ActiveModel {
        id: Set(dialect::fixed_id("lead_sources", key).into()),
        key: Set((*key).into()),
        name: Set((*name).into()),
        direction: Set(*direction),
        created_at: Set(dialect::beginning()),
    }
}

fn reason((key, name): &(&str, &str)) -> lost_reason::ActiveModel {
    lost_reason::ActiveModel {
        id: Set(dialect::fixed_id("lost_reasons", key).into()),
        key: Set((*key).into()),
        name: Set((*name).into()),
        created_at: Set(dialect::beginning()),
    }
}
