//! Messages: one row for one message to one recipient, written in the transaction of its cause.

use crate::{
    enums::{Audience, Channel, CommunicationState, SuppressionReason},
    ids::{CommunicationId, LeadId, StatusChangeId, TriggerId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "communications")]
pub struct Model {
    /// Id; the mail's Message-ID is made from it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommunicationId,
    /// About which lead.
    pub lead_id: LeadId,
    /// The rule that called for it; absent for mail written by hand.
    pub trigger_id: Option<TriggerId>,
    /// What set the rule off: the status entry, or the event. Once per cause, trigger and recipient.
    pub cause_id: Uuid,
    /// The status entry that it belongs to, where it can be left.
    pub status_change_id: Option<StatusChangeId>,
    /// How.
    pub channel: Channel,
    /// To whom.
    pub audience: Audience,
    /// Template's name.
    pub template: String,
    /// The user it goes to; absent when it goes to the lead.
    pub recipient_user_id: Option<UserId>,
    /// Who the recipient is, for the once-only rule: the lead's or the user's id.
    pub recipient_key: Uuid,
    /// Where it went, as of the last try.
    pub recipient_address: Option<String>,
    /// Where it stands.
    pub state: CommunicationState,
    /// Why it must not be sent.
    pub suppression_reason: Option<SuppressionReason>,
    /// Why it failed or was cancelled, in words.
    pub failure: Option<String>,
    /// The subject, as sent.
    pub subject: Option<String>,
    /// The text part, as sent.
    pub body_text: Option<String>,
    /// Value of the Message-ID header, without the angle brackets.
    pub message_id: Option<String>,
    /// Whether to cancel it if the lead leaves the status first.
    pub cancel_if_status_left: bool,
    /// When its cause happened.
    pub created_at: DateTimeUtc,
    /// Not to be tried before.
    pub due_at: DateTimeUtc,
    /// How often it was tried.
    pub attempt_count: i32,
    /// Until when a job or a worker has it: later, it is taken up again.
    pub lease_until: Option<DateTimeUtc>,
    /// When the server took it.
    pub sent_at: Option<DateTimeUtc>,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
