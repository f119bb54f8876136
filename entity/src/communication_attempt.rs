//! Tries to deliver a communication, each with the server's answer.

use crate::{
    enums::AttemptOutcome,
    ids::{AttemptId, CommunicationId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "communication_attempts")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttemptId,
    /// Of which communication.
    pub communication_id: CommunicationId,
    /// 1 for the first.
    pub number: i32,
    /// When it began.
    pub started_at: DateTimeUtc,
    /// When it ended; absent while it runs.
    pub finished_at: Option<DateTimeUtc>,
    /// How it ended; absent while it runs.
    pub outcome: Option<AttemptOutcome>,
    /// The server's reply code, such as 250.
    pub server_code: Option<i32>,
    /// The server's answer, or what went wrong before there was one.
    pub answer: Option<String>,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
