//! Unsubscribing by the link in a mail: the address is not written to again, and the lead's consent is withdrawn.

use entity::{Consent, EventType, LeadId, SuppressionReason, lead, suppression};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, TryInsertResult,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;

use crate::{
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, Note},
};

/// Takes `address` off every list, and withdraws the consent to e-mail of the lead that the mail was about.
/// Repeating it changes nothing.
///
/// # Errors
/// The database failed.
pub async fn unsubscribe(ctx: &Ctx, lead_id: LeadId, address: &str) -> Result<()> {
    let address = address.trim().to_lowercase();
    let tx = ctx.db.begin().await?;
    let mut notes = Vec::new();
    if suppress(ctx, &tx, &address).await? {
        notes.push(Note::new(EventType::AddressUnsubscribed).lead(lead_id));
    }
    notes.extend(withdraw_consent(ctx, &tx, lead_id).await?);
    if !notes.is_empty() {
        events::append(&tx, notes.into_iter().map(|note| ctx.event(note)).collect()).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(())
}

/// Whether it was not suppressed yet. An address that is keeps its reason: a hard bounce is stronger than a wish.
async fn suppress(ctx: &Ctx, tx: &Tx, address: &str) -> Result<bool> {
    let row = suppression::ActiveModel {
        address: Set(address.to_owned()),
        reason: Set(SuppressionReason::Unsubscribed),
        at: Set(ctx.clock.now()),
    };
    let inserted = suppression::Entity::insert(row)
        .on_conflict_do_nothing_on([suppression::Column::Address])
        .exec_without_returning(&**tx)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// What to note, unless it was withdrawn before.
async fn withdraw_consent(ctx: &Ctx, tx: &Tx, lead_id: LeadId) -> Result<Option<Note>> {
    let lead = lead::Entity::find_by_id(lead_id).lock_exclusive().one(&**tx).await?;
    let Some(lead) = lead.filter(|lead| lead.email_consent != Consent::Withdrawn) else { return Ok(None) };
    lead::Entity::update_many()
        .col_expr(lead::Column::EmailConsent, Expr::value(Consent::Withdrawn))
        .col_expr(lead::Column::Version, Expr::col(lead::Column::Version).add(1))
        .col_expr(lead::Column::UpdatedAt, Expr::value(ctx.clock.now()))
        .col_expr(lead::Column::UpdatedBy, Expr::value(ctx.actor.user_id()))
        .filter(lead::Column::Id.eq(lead_id))
        .exec(&**tx)
        .await?;
    let new = lead::Model { email_consent: Consent::Withdrawn, ..lead.clone() };
    let note = Note::changed(EventType::LeadUpdated, &lead, &new);
    Ok(Some(note.data(json!({ "changed": ["email_consent"] }))))
}
