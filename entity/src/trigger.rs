//! Rules: when this happens to a lead, send this template to this audience after this delay.

use crate::{
    enums::{Audience, Channel, LeadStatus, TriggerEvent},
    ids::{LeadTypeId, TriggerId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "triggers")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TriggerId,
    /// Stable word, such as `status-new`.
    pub key: String,
    /// What sets it off.
    pub event: TriggerEvent,
    /// The status entered, for `STATUS_ENTERED`.
    pub to_status: Option<LeadStatus>,
    /// Only from this status.
    pub from_status: Option<LeadStatus>,
    /// Only for leads of this type.
    pub lead_type_id: Option<LeadTypeId>,
    /// The template's name.
    pub template: String,
    /// To whom.
    pub audience: Audience,
    /// How.
    pub channel: Channel,
    /// How long to wait, in seconds.
    pub delay_seconds: i64,
    /// Whether the message is cancelled if the lead has left the status by then.
    pub cancel_if_status_left: bool,
    /// Whether it works at all.
    pub is_enabled: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

crate::told::told!(
    Trigger id;
    key, event, to_status, from_status, lead_type_id, template, audience, channel, delay_seconds,
    cancel_if_status_left, is_enabled,
);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
