//! The stale sweep, on demand.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use entity::TriggerEvent;

use super::{Lead, mutation::WRITE};
use crate::{
    auth::policy::{self, Action},
    context::Ctx,
    error::{self, Code, Error},
    graphql::{
        context::mutation_cx,
        enums::LeadStatus,
        errors::{Result, UserError, outcome},
    },
    leads::staleness::{self, PolicyOverride, SweepPlan, SweepReport},
};

/// The stale sweep, on demand.
#[derive(Default)]
pub struct SweepMutation;

/// A sweep, or a look at what one would do.
#[derive(Clone, Debug, InputObject)]
pub struct RunStaleSweepInput {
    /// Show what a sweep would do now, and why, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// With `dryRun`: policies to try in the place of those in force.
    pub policies: Option<Vec<StalePolicyInput>>,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// When leads of a status would be stale.
#[derive(Clone, Debug, InputObject)]
pub struct StalePolicyInput {
    /// For leads in this status, of every type.
    pub status: LeadStatus,
    /// Days without a touch until a lead is inactive, 1 to 3650; absent: never.
    pub stale_after_days: Option<i32>,
    /// Days before that, in which the assignee is warned; absent: no warning.
    pub warn_days_before: Option<i32>,
    /// Days of inactivity until a lead is dropped (`DISQUALIFIED`, reason `NO_RESPONSE`); absent: never.
    pub drop_after_days: Option<i32>,
}

/// What a sweep did, or would do.
#[derive(Clone, Debug, SimpleObject)]
pub struct RunStaleSweepPayload {
    /// How many leads it concerns; absent when it was refused.
    pub report: Option<StaleSweepReport>,
    /// With `dryRun`: the leads it would concern, those without a touch for longest first, at most 100 for each kind of
    /// step and policy. The report counts them all.
    pub leads: Vec<PlannedLead>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// How many leads a sweep concerns.
#[derive(Clone, Debug, SimpleObject)]
pub struct StaleSweepReport {
    /// Leads whose assignee is warned that they will soon be stale.
    pub warned: u64,
    /// Leads that are marked inactive.
    pub marked_inactive: u64,
    /// Leads that are dropped.
    pub dropped: u64,
    /// Leads that are pointed out as past their expected completion.
    pub overdue: u64,
}

/// What a sweep would do with one lead, and why.
#[derive(Clone, Debug, SimpleObject)]
pub struct PlannedLead {
    /// The lead as it is.
    pub lead: Lead,
    /// What would be done with it.
    pub step: SweepStep,
    /// Why, in words.
    pub reason: String,
}

/// What a sweep does with a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SweepStep {
    /// Its assignee is warned: get in touch.
    Warn,
    /// It is marked inactive: re-engage it, or close it.
    MarkInactive,
    /// It enters `DISQUALIFIED`: nothing more, unless it comes back.
    Drop,
    /// Its assignee is told that it is past its expected completion: complete it, or set another date.
    PointOutOverdue,
}

#[Object]
impl SweepMutation {
    /// Looks for stale leads now: warns, marks inactive, drops by policy, points out what is overdue. It also runs by
    /// itself on a schedule. For admins.
    #[graphql(complexity = "WRITE * 10 + 20 * child_complexity")]
    async fn run_stale_sweep(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether to run it, or to see what it would do.")] input: Box<RunStaleSweepInput>,
    ) -> Result<RunStaleSweepPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let client_mutation_id = input.client_mutation_id.clone();
        let done = outcome(Box::pin(run(&cx, *input)).await)?;
        let (report, leads) = done.value.map(|plan| (plan.report, plan.leads)).unzip();
        Ok(RunStaleSweepPayload {
            report: report.map(Into::into),
            leads: leads.unwrap_or_default().into_iter().map(Into::into).collect(),
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }
}

async fn run(cx: &Ctx, input: RunStaleSweepInput) -> error::Result<SweepPlan> {
    policy::may(&cx.actor, Action::RunSweep)?;
    let overrides: Vec<_> = input.policies.unwrap_or_default().into_iter().map(Into::into).collect();
    if input.dry_run {
        return staleness::plan(cx, &overrides).await;
    }
    if !overrides.is_empty() {
        let message = "policies can be tried with `dryRun: true` only; a real sweep follows those in force";
        return Err(Error::refused(Code::Invalid, &["policies"], message));
    }
    Ok(SweepPlan { report: staleness::sweep(cx).await?, leads: Vec::new() })
}

impl From<StalePolicyInput> for PolicyOverride {
    fn from(input: StalePolicyInput) -> Self {
        Self {
            status: input.status.into(),
            stale_after_days: input.stale_after_days,
            warn_days_before: input.warn_days_before,
            drop_after_days: input.drop_after_days,
        }
    }
}

impl From<SweepReport> for StaleSweepReport {
    fn from(report: SweepReport) -> Self {
        let SweepReport { warned, marked_inactive, dropped, overdue } = report;
        Self { warned, marked_inactive, dropped, overdue }
    }
}

impl From<staleness::PlannedLead> for PlannedLead {
    fn from(planned: staleness::PlannedLead) -> Self {
        let step = match planned.step {
            TriggerEvent::GoingStale => SweepStep::Warn,
            TriggerEvent::BecameInactive => SweepStep::MarkInactive,
            TriggerEvent::Overdue => SweepStep::PointOutOverdue,
            _ => SweepStep::Drop,
        };
        Self { lead: planned.lead.into(), step, reason: planned.reason }
    }
}
