//! Taking a mail in hand, and taking up what a worker left behind.

use chrono::{DateTime, Utc};
use entity::{AccountMailId, CommunicationState, account_mail};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    communications::{
        backoff,
        outbox::{Outbox, Reserved, lease},
    },
    context::Ctx,
    error::Result,
};

const OUTBOX: Outbox = Outbox { table: "account_mails", due: "account_mails_due" };
/// Mails taken up in one transaction.
const BATCH: u64 = 200;
/// Tries after which a mail that is always interrupted is given up, once its day is over.
const MOST_INTERRUPTED_TRIES: i32 = 10;

/// A mail that is due, reserved for a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub id: AccountMailId,
    /// The number of the try to come.
    pub attempt: i32,
    /// Until when nobody else will reserve it.
    pub lease_until: DateTime<Utc>,
}

/// Reserves mails that are due, the longest due first.
///
/// # Errors
/// The database failed.
pub async fn claim_due(ctx: &Ctx, limit: u64) -> Result<Vec<Due>> {
    let due =
        |row: Reserved| Due { id: AccountMailId(row.id), attempt: row.attempt, lease_until: row.lease_until };
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
pub(super) async fn begin(ctx: &Ctx, id: AccountMailId) -> Result<Option<account_mail::Model>> {
    use account_mail::Column;
    let now = ctx.clock.now();
    let tx = ctx.db.begin().await?;
    let taken = account_mail::Entity::update_many()
        .col_expr(Column::State, Expr::value(CommunicationState::Sending))
        .col_expr(Column::AttemptCount, Expr::col(Column::AttemptCount).add(1))
        .col_expr(Column::LeaseUntil, Expr::value(now + lease(ctx)))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::State.eq(CommunicationState::Queued))
        .filter(Column::DueAt.lte(now))
        .exec_with_returning(&*tx)
        .await?;
    let Some(mut mail) = taken.into_iter().next() else { return Ok(None) };
    if mail.first_tried_at.is_none() {
        mail.first_tried_at = Some(now);
        in_hand(&mail).col_expr(Column::FirstTriedAt, Expr::value(now)).exec(&*tx).await?;
    }
    tx.commit().await?;
    Ok(Some(mail))
}

/// Keeps a mail in hand. `false` when it is in other hands by now.
pub(super) async fn renew(ctx: &Ctx, mail: &account_mail::Model) -> Result<bool> {
    let tx = ctx.db.begin().await?;
    let until = Expr::value(ctx.clock.now() + lease(ctx));
    let renewed = in_hand(mail).col_expr(account_mail::Column::LeaseUntil, until).exec(&*tx).await?;
    tx.commit().await?;
    Ok(renewed.rows_affected > 0)
}

/// An update of a mail, as long as it is in the hands that began this try.
pub(super) fn in_hand(mail: &account_mail::Model) -> UpdateMany<account_mail::Entity> {
    account_mail::Entity::update_many()
        .filter(account_mail::Column::Id.eq(mail.id))
        .filter(account_mail::Column::State.eq(CommunicationState::Sending))
        .filter(account_mail::Column::AttemptCount.eq(mail.attempt_count))
}

/// Puts mails whose lease has run out back into the queue. Returns how many there were.
///
/// # Errors
/// The database failed.
pub async fn recover(ctx: &Ctx) -> Result<u64> {
    let left_behind = account_mail::Entity::find()
        .filter(account_mail::Column::State.eq(CommunicationState::Sending))
        .filter(account_mail::Column::LeaseUntil.lt(ctx.clock.now()))
        .limit(BATCH);
    // Most looks find nothing; those must not cost a write.
    let rows = left_behind.all(ctx.db.conn()).await?;
    for row in &rows {
        put_back(ctx, row).await?;
    }
    Ok(rows.len() as u64)
}

/// Puts one mail back at once: its worker lives, but the try ended without a result.
///
/// # Errors
/// The database failed.
pub async fn interrupted(ctx: &Ctx, id: AccountMailId, attempt: i32) -> Result<()> {
    let row = account_mail::Entity::find_by_id(id).filter(account_mail::Column::AttemptCount.eq(attempt));
    match row.one(ctx.db.conn()).await? {
        Some(row) => put_back(ctx, &row).await,
        None => Ok(()),
    }
}

async fn put_back(ctx: &Ctx, row: &account_mail::Model) -> Result<()> {
    use account_mail::Column;
    let now = ctx.clock.now();
    let first = row.first_tried_at.unwrap_or(now);
    let given_up = row.attempt_count >= MOST_INTERRUPTED_TRIES && now >= first + backoff::PERIOD;
    let state = if given_up { CommunicationState::Failed } else { CommunicationState::Queued };
    let tx = ctx.db.begin().await?;
    in_hand(row)
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DueAt, Expr::value(now + backoff::interrupted_delay(row.id, row.attempt_count)))
        .col_expr(Column::LeaseUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(())
}
