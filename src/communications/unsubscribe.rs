//! Unsubscribing by the link in a mail: the address is not written to again, and the lead's consent is withdrawn.

use entity::{Consent, EventType, LeadId, SuppressionReason, lead, suppression};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use crate::{
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, NewEvent},
};

/// Takes `address` off every list, and withdraws the consent to e-mail of the lead that the mail was about.
/// Repeating it changes nothing.
///
/// # Errors
/// The database failed.
pub async fn unsubscribe(ctx: &Ctx, lead_id: LeadId, address: &str) -> Result<()> {
    let address = address.trim().to_lowercase();
    let tx = ctx.db.begin().await?;
    suppress(ctx, &tx, &address).await?;
    withdraw_consent(ctx, &tx, lead_id).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(())
}

/// An address that is suppressed already keeps its reason: a hard bounce is stronger than a wish.
async fn suppress(ctx: &Ctx, tx: &Tx, address: &str) -> Result<()> {
    let row = suppression::ActiveModel {
        address: Set(address.to_owned()),
        reason: Set(SuppressionReason::Unsubscribed),
        at: Set(ctx.clock.now()),
    };
    suppression::Entity::insert(row)
        .on_conflict_do_nothing_on([suppression::Column::Address])
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

async fn withdraw_consent(ctx: &Ctx, tx: &Tx, lead_id: LeadId) -> Result<()> {
    let now = ctx.clock.now();
    let actor_id = ctx.actor.user_id();
    let changed = lead::Entity::update_many()
        .col_expr(lead::Column::EmailConsent, Expr::value(Consent::Withdrawn))
        .col_expr(lead::Column::Version, Expr::col(lead::Column::Version).add(1))
        .col_expr(lead::Column::UpdatedAt, Expr::value(now))
        .col_expr(lead::Column::UpdatedBy, Expr::value(actor_id))
        .filter(lead::Column::Id.eq(lead_id))
        .filter(lead::Column::EmailConsent.ne(Consent::Withdrawn))
        .exec(&**tx)
        .await?;
    if changed.rows_affected == 0 {
        return Ok(());
    }
    let event = NewEvent {
        id: ctx.new_id(),
        kind: EventType::LeadUpdated,
        lead_id: Some(lead_id),
        communication_id: None,
        actor_id,
        at: now,
        data: json!({ "changed": ["email_consent"] }),
    };
    events::append(&**tx, vec![event]).await
}
