//! Marking many leads, one bounded batch at a time: find and change in one statement, note and write mail in the same
//! transaction. What scheduled work does to leads goes through here.

use chrono::{DateTime, Utc};
use entity::{EventType, TriggerEvent, lead, told::Values};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IdenStatic, QueryFilter,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement, SimpleExpr},
};
use serde_json::{Value, json};

use crate::{
    communications::{Cause, Triggers},
    context::Ctx,
    db::Tx,
    error::Result,
    events::{self, Note},
};

/// What a batch does to the leads that it finds.
pub(super) struct Marking<'a> {
    /// Which leads.
    pub condition: Condition,
    /// Which leads come first: those with the smallest value of this column.
    pub first_by: lead::Column,
    /// The column that remembers it, and what it is set to.
    pub mark: (lead::Column, SimpleExpr),
    /// What is noted.
    pub kind: EventType,
    /// What triggers hear.
    pub trigger: TriggerEvent,
    /// What the note says about a lead.
    pub data: &'a (dyn Fn(&lead::Model) -> Value + Sync),
}

impl Marking<'_> {
    fn note(&self, lead: &lead::Model) -> Note {
        let note = Note::about(self.kind, lead).data((self.data)(lead));
        let (mark, now) = (self.mark.0.as_str(), lead.inactive_since);
        // The other marks only remember who was told: they are no news of the lead.
        if !matches!(self.mark.0, lead::Column::InactiveSince) {
            return note;
        }
        let value = |since: Option<DateTime<Utc>>| Values::from_iter([(mark.to_owned(), json!(since))]);
        note.values(value(None), value(now))
    }
}

/// Changes at most one batch of leads; returns how many.
///
/// # Errors
/// The database failed; then nothing of the batch is kept.
pub(super) async fn mark(ctx: &Ctx, triggers: &Triggers, marking: &Marking<'_>) -> Result<u64> {
    let tx = ctx.db.begin().await?;
    let marked = change(ctx, &tx, marking).await?;
    if !marked.is_empty() {
        let notes: Vec<_> = marked.iter().map(|lead| ctx.event(marking.note(lead))).collect();
        let cause = |(lead, id)| Cause { lead, event: marking.trigger, from: None, id };
        let causes: Vec<_> = marked.iter().zip(notes.iter().map(|note| note.id.0)).map(cause).collect();
        triggers.call(ctx, &tx, &causes).await?;
        events::append(&tx, notes).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(marked.len() as u64)
}

async fn change(ctx: &Ctx, tx: &Tx, marking: &Marking<'_>) -> Result<Vec<lead::Model>> {
    let changed = lead::Entity::update_many()
        .col_expr(marking.mark.0, marking.mark.1.clone())
        .col_expr(lead::Column::Version, Expr::col(lead::Column::Version).add(1))
        .col_expr(lead::Column::UpdatedAt, Expr::val(ctx.clock.now()))
        .filter(lead::Column::Id.in_subquery(some(marking, ctx.config.jobs.sweep_batch)));
    Ok(changed.exec_with_returning(&**tx).await?)
}

/// Ids of at most `limit` leads; those that somebody else is changing are left for the next sweep.
fn some(marking: &Marking<'_>, limit: u64) -> SelectStatement {
    Query::select()
        .column(lead::Column::Id)
        .from(lead::Entity)
        .cond_where(marking.condition.clone())
        .order_by(marking.first_by, sea_orm::Order::Asc)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .to_owned()
}

/// Counts a batch, and says whether there may be another: not when it was not full.
pub(super) async fn full(ctx: &Ctx, total: &mut u64, batch: u64) -> bool {
    *total += batch;
    // Between batches, other work gets its turn.
    tokio::task::yield_now().await;
    batch >= ctx.config.jobs.sweep_batch
}
