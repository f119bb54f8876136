//! The statuses themselves: what each means, what to do next, and where it leads.

use async_graphql::{Context, Object, SimpleObject};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    connection,
    context::cx,
    enums::{LeadStatus, LifecycleState},
    errors::Result,
};
use crate::{
    context::Ctx,
    error::Error,
    leads::{
        lifecycle::{Standing, state_of, ways},
        status_info,
    },
};

/// A status: what it means, what to do next, and where it leads.
#[derive(Clone, Debug, SimpleObject)]
pub struct LeadStatusInfo {
    /// The status.
    pub status: LeadStatus,
    /// What people call it.
    pub label: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do next.
    pub next_step: &'static str,
    /// The life-cycle state that it stands for.
    pub state: LifecycleState,
    /// Probability to win in per cent, unless a person set another; absent where the lead keeps what it had.
    pub default_probability: Option<i32>,
    /// Days without a touch until a lead in this status is inactive; absent: never. A policy for one lead type may
    /// differ.
    pub stale_after_days: Option<i32>,
    /// The statuses that a lead may go to from here. `ON_HOLD` also leads back to the status it was held from, and an
    /// inactive lead may only go to `RE_ENGAGED`, `CLOSED_LOST` and `DISQUALIFIED`: see `lead.transitions`.
    pub ways_out: Vec<LeadStatus>,
}

/// The statuses.
#[derive(Default)]
pub struct StatusQuery;

#[Object]
impl StatusQuery {
    /// The fifteen statuses, in the order of a lead's life.
    #[graphql(complexity = "connection::list_cost(entity::LeadStatus::ALL.len(), child_complexity)")]
    async fn lead_statuses(&self, ctx: &Context<'_>) -> Result<Vec<LeadStatusInfo>> {
        Ok(all(cx(ctx)?).await?)
    }
}

/// Every status, with the policies in force.
///
/// # Errors
/// The database failed.
pub async fn all(cx: &Ctx) -> Result<Vec<LeadStatusInfo>, Error> {
    let general =
        entity::stale_policy::Entity::find().filter(entity::stale_policy::Column::LeadTypeId.is_null());
    let policies = general.all(cx.db.conn()).await?;
    let stale_after = |status| {
        let policy = policies.iter().find(|policy| policy.status == status);
        policy.and_then(|policy| policy.stale_after_days)
    };
    Ok(entity::LeadStatus::ALL.iter().map(|status| info(*status, stale_after(*status))).collect())
}

fn info(status: entity::LeadStatus, stale_after_days: Option<i32>) -> LeadStatusInfo {
    let words = status_info(status);
    let ways = ways(Standing { status, is_inactive: false, held_from: None });
    LeadStatusInfo {
        status: status.into(),
        label: words.label,
        meaning: words.meaning,
        next_step: words.next_step,
        state: state_of(status).into(),
        default_probability: words.default_probability,
        stale_after_days,
        ways_out: ways.into_iter().map(Into::into).collect(),
    }
}
