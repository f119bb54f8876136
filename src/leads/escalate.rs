//! Leads that wait for longer than their lead type allows are pointed out to those who manage them, once for each
//! waiting. Set-based, like the sweep: killed half-way it has done whole batches, run twice it finds nothing more.

use chrono::TimeDelta;
use entity::{EventType, TriggerEvent, lead, lead_type};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::marking::{Marking, full, mark};
use crate::{communications::Triggers, context::Ctx, error::Result};

/// Escalates every lead whose time to be accepted is over. Returns how many.
///
/// # Errors
/// The database failed; batches before that are kept.
pub async fn escalate_due(ctx: &Ctx) -> Result<u64> {
    let limited = lead_type::Entity::find().filter(lead_type::Column::AcceptanceMinutes.is_not_null());
    let triggers = Triggers::load(ctx.db.conn()).await?;
    let mut escalated = 0;
    for lead_type in limited.all(ctx.db.conn()).await? {
        let Some(minutes) = lead_type.acceptance_minutes else { continue };
        while full(ctx, &mut escalated, batch(ctx, &triggers, &lead_type, minutes).await?).await {}
    }
    Ok(escalated)
}

async fn batch(ctx: &Ctx, triggers: &Triggers, lead_type: &lead_type::Model, minutes: i32) -> Result<u64> {
    let now = ctx.clock.now();
    // The conditions of the partial index `leads_unescalated`. Closed leads do not wait.
    let condition = Condition::all()
        .add(lead::Column::LeadTypeId.eq(lead_type.id))
        .add(lead::Column::WaitingSince.is_not_null())
        .add(lead::Column::WaitingSince.lte(now - TimeDelta::minutes(i64::from(minutes))))
        .add(lead::Column::EscalatedAt.is_null())
        .add(lead::Column::DeletedAt.is_null());
    let data = |lead: &lead::Model| {
        let waited = lead.waiting_since.map(|since| (now - since).num_minutes());
        json!({ "unitId": lead.unit_id, "minutesWaiting": waited, "acceptanceMinutes": minutes })
    };
    let marking = Marking {
        condition,
        first_by: lead::Column::WaitingSince,
        mark: (lead::Column::EscalatedAt, Expr::val(now)),
        kind: EventType::LeadEscalated,
        trigger: TriggerEvent::Escalated,
        data: &data,
    };
    mark(ctx, triggers, &marking).await
}
