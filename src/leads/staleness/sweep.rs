//! The sweep: warn, mark inactive, drop, point out what is overdue.

use entity::{EventType, LeadStatus, TriggerEvent, lead};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::policy::{StaleRule, load_rules};
use crate::{
    communications::Triggers,
    context::Ctx,
    error::{Error, Result},
    leads::{
        change_status::{Move, Rules, prepare, write},
        lifecycle::is_open,
        marking::{Marking, full, mark},
    },
};

/// Key of the lost reason of leads that are dropped.
pub(super) const DROP_REASON: &str = "NO_RESPONSE";

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepReport {
    /// Leads whose assignee was warned.
    pub warned: u64,
    /// Leads marked inactive.
    pub marked_inactive: u64,
    /// Leads dropped.
    pub dropped: u64,
    /// Leads pointed out as overdue.
    pub overdue: u64,
}

/// Sweeps under the policies in force.
///
/// # Errors
/// The database failed; batches before that are kept, and the next sweep goes on.
pub async fn sweep(ctx: &Ctx) -> Result<SweepReport> {
    let rules = load_rules(ctx.db.conn(), &[]).await?;
    let triggers = Triggers::load(ctx.db.conn()).await?;
    let mut report = SweepReport::default();
    for rule in &rules {
        while full(ctx, &mut report.dropped, drop_stale(ctx, rule).await?).await {}
        while full(ctx, &mut report.marked_inactive, mark_stale(ctx, &triggers, rule).await?).await {}
        while full(ctx, &mut report.warned, warn(ctx, &triggers, rule).await?).await {}
    }
    while full(ctx, &mut report.overdue, mark_overdue(ctx, &triggers).await?).await {}
    Ok(report)
}

async fn mark_stale(ctx: &Ctx, triggers: &Triggers, rule: &StaleRule) -> Result<u64> {
    let now = ctx.clock.now();
    let data = |lead: &lead::Model| {
        json!({ "status": lead.status, "daysWithoutTouch": (now - lead.last_touch_at).num_days(),
                "staleAfterDays": rule.stale_after_days })
    };
    let marking = Marking {
        condition: rule.stale(now),
        first_by: lead::Column::LastTouchAt,
        mark: (lead::Column::InactiveSince, Expr::val(now)),
        kind: EventType::LeadBecameInactive,
        trigger: TriggerEvent::BecameInactive,
        data: &data,
    };
    mark(ctx, triggers, &marking).await
}

async fn warn(ctx: &Ctx, triggers: &Triggers, rule: &StaleRule) -> Result<u64> {
    let now = ctx.clock.now();
    let Some(condition) = rule.going_stale(now) else { return Ok(0) };
    let data = |lead: &lead::Model| {
        json!({ "status": lead.status, "daysWithoutTouch": (now - lead.last_touch_at).num_days(),
                "staleAfterDays": rule.stale_after_days })
    };
    let marking = Marking {
        condition,
        first_by: lead::Column::LastTouchAt,
        mark: (lead::Column::StaleWarnedAt, Expr::val(now)),
        kind: EventType::LeadGoingStale,
        trigger: TriggerEvent::GoingStale,
        data: &data,
    };
    mark(ctx, triggers, &marking).await
}

/// Open leads past their expected completion, of which nobody has been told yet.
pub(super) fn overdue(ctx: &Ctx) -> Condition {
    let open = LeadStatus::ALL.iter().copied().filter(|status| is_open(*status));
    let expected = lead::Column::ExpectedCompletionDate;
    Condition::all()
        .add(lead::Column::DeletedAt.is_null())
        .add(lead::Column::Status.is_in(open))
        .add(expected.lt(ctx.clock.today()))
        .add(
            Condition::any()
                .add(lead::Column::OverdueNoticedFor.is_null())
                .add(Expr::col(lead::Column::OverdueNoticedFor).ne(Expr::col(expected))),
        )
}

async fn mark_overdue(ctx: &Ctx, triggers: &Triggers) -> Result<u64> {
    let today = ctx.clock.today();
    let data = |lead: &lead::Model| {
        let overdue = lead.expected_completion_date.map(|expected| (today - expected).num_days());
        json!({ "expectedCompletionDate": lead.expected_completion_date, "daysOverdue": overdue })
    };
    // The notice is for the date that was expected: another date may become overdue again.
    let marking = Marking {
        condition: overdue(ctx),
        first_by: lead::Column::LastTouchAt,
        mark: (lead::Column::OverdueNoticedFor, Expr::col(lead::Column::ExpectedCompletionDate)),
        kind: EventType::LeadOverdue,
        trigger: TriggerEvent::Overdue,
        data: &data,
    };
    mark(ctx, triggers, &marking).await
}

/// Drops inactive leads through the one way to change a status.
async fn drop_stale(ctx: &Ctx, rule: &StaleRule) -> Result<u64> {
    let Some(condition) = rule.droppable(ctx.clock.now()) else { return Ok(0) };
    let note = format!("no response: inactive for {} days", rule.drop_after_days.unwrap_or_default());
    let to = Move {
        note: Some(note),
        lost_reason_key: Some(DROP_REASON.to_owned()),
        ..Move::to(LeadStatus::Disqualified)
    };
    let tx = ctx.db.begin().await?;
    let leads = lead::Entity::find()
        .filter(condition)
        .order_by_asc(lead::Column::LastTouchAt)
        .limit(ctx.config.jobs.sweep_batch)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let leads = leads.all(&*tx).await?;
    let count = leads.len() as u64;
    if count > 0 {
        let rules = Rules::load(&tx, &to).await?;
        let prepared = leads.into_iter().map(|lead| prepare(ctx, &rules, lead, &to).map_err(Error::Refused));
        let prepared = prepared.collect::<Result<Vec<_>>>()?;
        write(ctx, &tx, &rules, prepared).await?;
        tx.commit().await?;
        ctx.bus.wake();
    }
    Ok(count)
}
