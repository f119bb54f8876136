//! Taking a message in hand: for the relay, which turns due messages into jobs, and for the job that delivers one.
//!
//! A lease says until when somebody has a message. It is the only thing that stands between two workers, so it is
//! always taken and given up by one guarded statement. Whatever ends a process leaves a lease that runs out.

use chrono::{DateTime, Utc};
use entity::{AttemptId, CommunicationId, CommunicationState, communication, communication_attempt};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

pub use super::outbox::lease;
use super::outbox::{Outbox, Reserved};
use crate::{context::Ctx, error::Result};

/// A message that is due, reserved for a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub id: CommunicationId,
    /// The number of the try to come.
    pub attempt: i32,
    /// Until when nobody else will reserve it.
    pub lease_until: DateTime<Utc>,
}

/// A message in hand, with the try that was begun.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The message as it is now, in `SENDING`.
    pub communication: communication::Model,
    /// The try.
    pub attempt_id: AttemptId,
}

const OUTBOX: Outbox = Outbox { table: "communications", due: "communications_due" };

/// Reserves messages that are due, the longest due first; of several at once, each gets others.
///
/// # Errors
/// The database failed.
pub async fn claim_due(ctx: &Ctx, limit: u64) -> Result<Vec<Due>> {
    let due = |row: Reserved| Due {
        id: CommunicationId(row.id),
        attempt: row.attempt,
        lease_until: row.lease_until,
    };
    Ok(OUTBOX.reserve(ctx, limit).await?.into_iter().map(due).collect())
}

/// Gives back what was reserved with these leases and not begun.
///
/// # Errors
/// The database failed.
pub async fn release(ctx: &Ctx, leases: &[DateTime<Utc>]) -> Result<u64> {
    OUTBOX.release(ctx, leases).await
}

/// Begins a try: `QUEUED` becomes `SENDING`. `None` when it is not due, finished, or in other hands.
///
/// # Errors
/// The database failed.
pub async fn begin_attempt(ctx: &Ctx, id: CommunicationId) -> Result<Option<Claimed>> {
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    let taken = communication::Entity::update_many()
        .col_expr(communication::Column::State, Expr::value(CommunicationState::Sending))
        .col_expr(communication::Column::AttemptCount, Expr::col(communication::Column::AttemptCount).add(1))
        .col_expr(communication::Column::LeaseUntil, Expr::value(now + lease(ctx)))
        .col_expr(communication::Column::UpdatedAt, Expr::value(now))
        .filter(communication::Column::Id.eq(id))
        .filter(communication::Column::State.eq(CommunicationState::Queued))
        .filter(communication::Column::DueAt.lte(now))
        .exec_with_returning(&*tx)
        .await?;
    let Some(communication) = taken.into_iter().next() else { return Ok(None) };
    let attempt = communication_attempt::ActiveModel {
        id: Set(ctx.new_id()),
        communication_id: Set(id),
        number: Set(communication.attempt_count),
        started_at: Set(now),
        finished_at: Set(None),
        outcome: Set(None),
        server_code: Set(None),
        answer: Set(None),
    };
    let attempt = attempt.insert(&*tx).await?;
    tx.commit().await?;
    Ok(Some(Claimed { communication, attempt_id: attempt.id }))
}

/// Keeps a message in hand that is still being delivered. `false` when it is in other hands by now.
///
/// # Errors
/// The database failed.
pub async fn renew(ctx: &Ctx, claimed: &Claimed) -> Result<bool> {
    let tx = ctx.db.begin().await?;
    let renewed = in_hand(claimed)
        .col_expr(communication::Column::LeaseUntil, Expr::value(ctx.clock.now() + lease(ctx)))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(renewed.rows_affected > 0)
}

/// An update of a message, as long as it is in the hands that began this try.
pub(super) fn in_hand(claimed: &Claimed) -> sea_orm::UpdateMany<communication::Entity> {
    communication::Entity::update_many()
        .filter(communication::Column::Id.eq(claimed.communication.id))
        .filter(communication::Column::State.eq(CommunicationState::Sending))
        .filter(communication::Column::AttemptCount.eq(claimed.communication.attempt_count))
}

/// Messages that wait although they are due.
///
/// # Errors
/// The database failed.
pub async fn count_due(ctx: &Ctx) -> Result<u64> {
    OUTBOX.count_due(ctx).await
}

/// The time of a message's first try.
///
/// # Errors
/// The database failed.
pub(super) async fn first_try(
    db: &impl ConnectionTrait,
    id: CommunicationId,
) -> Result<Option<DateTime<Utc>>> {
    use sea_orm::{QueryOrder, QuerySelect};
    let first = communication_attempt::Entity::find()
        .filter(communication_attempt::Column::CommunicationId.eq(id))
        .order_by_asc(communication_attempt::Column::Number)
        .limit(1);
    Ok(first.one(db).await?.map(|attempt| attempt.started_at))
}
