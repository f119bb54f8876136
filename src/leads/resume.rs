//! Leads on hold come back on their day.

use entity::{LeadStatus, TriggerEvent, lead};
use sea_orm::{
    ColumnTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{LockBehavior, LockType},
};

use super::change_status::{Move, Rules, also_call, prepare, write};
use crate::{
    auth::visible_to,
    context::Ctx,
    error::{Error, Result},
};

/// Leads in one transaction.
const BATCH: u64 = 200;

/// Brings every lead whose day has come back to the status it was held from, and tells its assignee. Returns how
/// many came back.
///
/// # Errors
/// The database failed; batches before that are kept.
pub async fn resume_due(ctx: &Ctx) -> Result<u64> {
    let mut resumed = 0;
    loop {
        let batch = resume_batch(ctx).await?;
        resumed += batch;
        if batch < BATCH {
            return Ok(resumed);
        }
    }
}

async fn resume_batch(ctx: &Ctx) -> Result<u64> {
    let tx = ctx.db.begin().await?;
    let due = visible_to(&ctx.actor)
        .filter(lead::Column::ResumeOn.lte(ctx.clock.today()))
        .filter(lead::Column::Status.eq(LeadStatus::OnHold))
        .order_by_asc(lead::Column::ResumeOn)
        .order_by_asc(lead::Column::Id)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let due = due.all(&*tx).await?;
    let count = due.len() as u64;
    if count > 0 {
        let rules = Rules::load(&tx, &Move::to(LeadStatus::InProgress)).await?;
        let back = |lead: lead::Model| {
            let to =
                |status| Move { note: Some("the day to resume has come".to_owned()), ..Move::to(status) };
            let held_from = lead.held_from.unwrap_or(LeadStatus::ReEngaged);
            // What the old status demands may have been taken away meanwhile; RE_ENGAGED demands nothing.
            prepare(ctx, &rules, lead.clone(), &to(held_from))
                .or_else(|_| prepare(ctx, &rules, lead, &to(LeadStatus::ReEngaged)))
                .map_err(Error::Refused)
        };
        let prepared = due.into_iter().map(back).collect::<Result<Vec<_>>>()?;
        let written = write(ctx, &tx, &rules, prepared).await?;
        also_call(ctx, &tx, &rules, TriggerEvent::Resumed, &written).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(count)
}
