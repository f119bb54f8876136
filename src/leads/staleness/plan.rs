//! A dry run: what a sweep would do now, or under changed policies, and why.

use entity::{TriggerEvent, lead};
use sea_orm::{Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    policy::{PolicyOverride, StaleRule, load_rules},
    sweep::{SweepReport, overdue},
};
use crate::{context::Ctx, error::Result};

/// Leads that are listed for each kind of step; the counts are complete.
const LISTED: u64 = 100;

/// What a sweep would do.
#[derive(Clone, Debug, Default)]
pub struct SweepPlan {
    /// How many leads it would concern.
    pub report: SweepReport,
    /// Some of them, those without a touch for longest first.
    pub leads: Vec<PlannedLead>,
}

/// What a sweep would do with one lead.
#[derive(Clone, Debug)]
pub struct PlannedLead {
    /// The lead as it is.
    pub lead: lead::Model,
    /// What it would become, in the words of triggers; dropped leads enter `DISQUALIFIED`.
    pub step: TriggerEvent,
    /// Why, in words.
    pub reason: String,
}

/// Plans a sweep without changing anything.
///
/// # Errors
/// A policy that makes no sense, or the database failed.
pub async fn plan(ctx: &Ctx, overrides: &[PolicyOverride]) -> Result<SweepPlan> {
    let now = ctx.clock.now();
    let mut plan = SweepPlan::default();
    for rule in &load_rules(ctx.db.conn(), overrides).await? {
        let StaleRule { status, stale_after_days, .. } = rule;
        if let Some(condition) = rule.droppable(now) {
            let drop_after = rule.drop_after_days.unwrap_or_default();
            let why = |lead: &lead::Model| {
                let since = lead.inactive_since.map_or(0, |since| (now - since).num_days());
                format!("inactive for {since} days; leads in {status} are dropped after {drop_after}")
            };
            let found = look(ctx, condition, TriggerEvent::StatusEntered, why).await?;
            plan.report.dropped += plan.take(found);
        }
        let untouched = |lead: &lead::Model| (now - lead.last_touch_at).num_days();
        let stale = |lead: &lead::Model| {
            let days = untouched(lead);
            format!("no touch for {days} days; leads in {status} are stale after {stale_after_days}")
        };
        let found = look(ctx, rule.stale(now), TriggerEvent::BecameInactive, stale).await?;
        plan.report.marked_inactive += plan.take(found);
        if let Some(condition) = rule.going_stale(now) {
            let found = look(ctx, condition, TriggerEvent::GoingStale, stale).await?;
            plan.report.warned += plan.take(found);
        }
    }
    let expected = |lead: &lead::Model| match lead.expected_completion_date {
        Some(date) => format!("was expected to be completed on {date}"),
        None => String::new(),
    };
    let found = look(ctx, overdue(ctx), TriggerEvent::Overdue, expected).await?;
    plan.report.overdue = plan.take(found);
    Ok(plan)
}

impl SweepPlan {
    fn take(&mut self, (count, leads): (u64, Vec<PlannedLead>)) -> u64 {
        self.leads.extend(leads);
        count
    }
}

/// How many leads fulfil the condition, and the first of them.
async fn look(
    ctx: &Ctx,
    condition: Condition,
    step: TriggerEvent,
    why: impl Fn(&lead::Model) -> String,
) -> Result<(u64, Vec<PlannedLead>)> {
    let found = lead::Entity::find().filter(condition);
    let count = found.clone().count(ctx.db.conn()).await?;
    let first = found.order_by_asc(lead::Column::LastTouchAt).order_by_asc(lead::Column::Id).limit(LISTED);
    let leads = first.all(ctx.db.conn()).await?.into_iter();
    Ok((count, leads.map(|lead| PlannedLead { reason: why(&lead), step, lead }).collect()))
}
