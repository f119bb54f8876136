//! Mails to users about their accounts. What they say is written when they are delivered, so that no row holds a token.

use crate::{
    enums::{AccountMailKind, CommunicationState},
    ids::AccountMailId,
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_mails")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountMailId,
    /// What it is about.
    pub kind: AccountMailKind,
    /// To whom, as given; whether anybody has this address is looked up when it is delivered.
    pub address: String,
    /// The address in lower case.
    pub address_key: String,
    /// Where it stands.
    pub state: CommunicationState,
    /// When it may be sent.
    pub due_at: DateTimeUtc,
    /// Until when a worker has it in hand.
    pub lease_until: Option<DateTimeUtc>,
    /// Tries so far.
    pub attempt_count: i32,
    /// When it was first tried.
    pub first_tried_at: Option<DateTimeUtc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTimeUtc>,
    /// Why it was not sent.
    pub failure: Option<String>,
    /// From where it was asked for, where the log is told only when it is delivered.
    pub asked_from: Option<Json>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
