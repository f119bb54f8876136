//! Erasing personal data from the audit trail: that something was changed stays, what it was goes.

use entity::{EventType, LeadId, event, event_change};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use serde_json::{Value, json};

use crate::{
    auth::policy::{self, Action},
    context::Ctx,
    error::Result,
    events::Note,
};

/// Erases the values before and after from every entry about a lead, and notes that this was done. Returns how many
/// entries there were; none the second time.
///
/// # Errors
/// `FORBIDDEN` for all but administrators, or the database failed.
pub async fn erase_values(ctx: &Ctx, lead: LeadId) -> Result<u64> {
    policy::may(&ctx.actor, Action::Configure)?;
    let tx = ctx.db.begin().await?;
    let about = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::LeadId.eq(lead))
        .into_query();
    // The database lets nothing but this be changed of the log.
    let erased = event_change::Entity::update_many()
        .col_expr(event_change::Column::Before, Expr::value(None::<Value>))
        .col_expr(event_change::Column::After, Expr::value(None::<Value>))
        .col_expr(event_change::Column::ErasedAt, Expr::value(ctx.clock.now()))
        .filter(event_change::Column::EventId.in_subquery(about))
        .filter(event_change::Column::ErasedAt.is_null())
        .exec(&*tx)
        .await?
        .rows_affected;
    if erased > 0 {
        let note = Note::new(EventType::AuditValuesErased).lead(lead).data(json!({ "entries": erased }));
        ctx.note(&tx, note).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(erased)
}
