//! Taking up again what a worker left behind when it was killed, hung or crashed.

use chrono::{DateTime, Utc};
use entity::{
    AttemptOutcome, CommunicationId, CommunicationState, EventType, communication, communication_attempt,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use super::{
    backoff,
    claim::first_try,
    record::{event, failed_for_good},
};
use crate::{context::Ctx, db::Tx, error::Result, events};

/// Messages taken up in one transaction.
const BATCH: u64 = 200;
/// Tries after which a message that is always interrupted is given up, once its day is over.
const MOST_INTERRUPTED_TRIES: i32 = 10;
const ANSWER: &str = "the worker ended before the server's answer was recorded";

/// Puts messages whose lease has run out back into the queue, and notes their tries as interrupted. Returns how
/// many there were.
///
/// # Errors
/// The database failed.
pub async fn recover(ctx: &Ctx) -> Result<u64> {
    let mut recovered = 0;
    loop {
        // Most looks find nothing; those must not cost a write.
        if left_behind(ctx.clock.now()).limit(1).one(ctx.db.conn()).await?.is_none() {
            return Ok(recovered);
        }
        let tx = ctx.db.begin().await?;
        let rows = left_behind(ctx.clock.now()).limit(BATCH).lock_exclusive().all(&*tx).await?;
        for row in &rows {
            put_back(ctx, &tx, row).await?;
        }
        tx.commit().await?;
        ctx.bus.wake();
        recovered += rows.len() as u64;
    }
}

/// Puts one message back at once: its worker lives, but the try ended without a result.
///
/// # Errors
/// The database failed.
pub async fn interrupted(ctx: &Ctx, id: CommunicationId, attempt: i32) -> Result<()> {
    let tx = ctx.db.begin().await?;
    let row = communication::Entity::find_by_id(id)
        .filter(communication::Column::State.eq(CommunicationState::Sending))
        .filter(communication::Column::AttemptCount.eq(attempt))
        .lock_exclusive();
    if let Some(row) = row.one(&*tx).await? {
        put_back(ctx, &tx, &row).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(())
}

fn left_behind(now: DateTime<Utc>) -> sea_orm::Select<communication::Entity> {
    communication::Entity::find()
        .filter(communication::Column::State.eq(CommunicationState::Sending))
        .filter(communication::Column::LeaseUntil.lt(now))
        .order_by_asc(communication::Column::DueAt)
}

async fn put_back(ctx: &Ctx, tx: &Tx, row: &communication::Model) -> Result<()> {
    let now = ctx.clock.now();
    communication_attempt::Entity::update_many()
        .col_expr(communication_attempt::Column::FinishedAt, Expr::value(now))
        .col_expr(communication_attempt::Column::Outcome, Expr::value(AttemptOutcome::Interrupted))
        .col_expr(communication_attempt::Column::Answer, Expr::value(ANSWER))
        .filter(communication_attempt::Column::CommunicationId.eq(row.id))
        .filter(communication_attempt::Column::FinishedAt.is_null())
        .exec(&**tx)
        .await?;
    let first = first_try(&**tx, row.id).await?.unwrap_or(now);
    let given_up = row.attempt_count >= MOST_INTERRUPTED_TRIES && now >= first + backoff::PERIOD;
    let update = communication::Entity::update_many()
        .col_expr(communication::Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(communication::Column::UpdatedAt, Expr::value(now))
        .filter(communication::Column::Id.eq(row.id));
    if given_up {
        failed_for_good(update, ANSWER).exec(&**tx).await?;
        events::append(tx, vec![event(ctx, row, EventType::CommunicationFailed, None)]).await?;
    } else {
        let due_at = now + backoff::interrupted_delay(row.id, row.attempt_count);
        update
            .col_expr(communication::Column::State, Expr::value(CommunicationState::Queued))
            .col_expr(communication::Column::DueAt, Expr::value(due_at))
            .exec(&**tx)
            .await?;
    }
    Ok(())
}
