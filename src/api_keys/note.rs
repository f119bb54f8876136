//! What the event log tells of keys.

use entity::{EventType, api_key};
use serde_json::{Value, json};

use crate::{
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, NewEvent},
};

/// Appends an entry about a key, in the transaction of its cause.
pub(super) async fn event(
    ctx: &Ctx,
    tx: &Tx,
    kind: EventType,
    key: &api_key::Model,
    told: Value,
) -> Result<()> {
    let mut data = json!({ "apiKey": key.id, "prefix": key.prefix, "owner": key.user_id });
    if let (Value::Object(data), Value::Object(told)) = (&mut data, told) {
        data.extend(told);
    }
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
