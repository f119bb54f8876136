//! Noting what happened to the organisation in the event log.

use std::fmt::Display;

use entity::EventType;
use serde_json::{Value, json};

use crate::{
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, NewEvent},
};

/// Notes, in the transaction of the change, what happened to what: `details` are ids and words of the domain, no
/// personal data.
///
/// # Errors
/// The database failed.
pub(crate) async fn record(
    ctx: &Ctx,
    tx: &Tx,
    kind: EventType,
    subject: impl Display,
    details: Value,
) -> Result<()> {
    let mut data = details;
    data["subject"] = json!(subject.to_string());
    let event = NewEvent {
        id: ctx.new_id(),
        kind,
        lead_id: None,
        communication_id: None,
        actor_id: ctx.actor.user_id(),
        at: ctx.clock.now(),
        data,
    };
    events::append(&**tx, vec![event]).await
}
