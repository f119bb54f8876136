//! When leads of a status are stale, as conditions on `leads`.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{LeadStatus, LeadTypeId, lead, stale_policy};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Code, Error, Result},
    leads::lifecycle::is_open,
};

/// A rule in force: for a status, and one lead type or all that have no rule of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleRule {
    /// For leads in this status.
    pub status: LeadStatus,
    /// For leads of this type.
    pub lead_type_id: Option<LeadTypeId>,
    /// Not for leads of these types: they have rules of their own.
    pub except_lead_types: Vec<LeadTypeId>,
    /// Days without a touch until the lead is inactive.
    pub stale_after_days: i32,
    /// Days before that, in which the assignee is warned.
    pub warn_days_before: Option<i32>,
    /// Days of inactivity until the lead is dropped.
    pub drop_after_days: Option<i32>,
}

/// A changed rule, to see what a sweep would do under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyOverride {
    /// For leads in this status, of every type.
    pub status: LeadStatus,
    /// Absent: never stale.
    pub stale_after_days: Option<i32>,
    /// Absent: no warning.
    pub warn_days_before: Option<i32>,
    /// Absent: never dropped.
    pub drop_after_days: Option<i32>,
}

/// The rules in force, with `overrides` in the place of the policies of their statuses.
///
/// # Errors
/// A number of days that is not positive, or the database failed.
pub async fn load_rules(db: &impl ConnectionTrait, overrides: &[PolicyOverride]) -> Result<Vec<StaleRule>> {
    check(overrides)?;
    let policies = stale_policy::Entity::find().order_by_asc(stale_policy::Column::Status).all(db).await?;
    let mut rules: Vec<StaleRule> = Vec::new();
    let kept =
        policies.iter().filter(|policy| !overrides.iter().any(|changed| changed.status == policy.status));
    for policy in kept {
        let special = policies.iter().filter(|other| other.status == policy.status);
        let special = special.filter_map(|other| other.lead_type_id);
        let except_lead_types = if policy.lead_type_id.is_none() { special.collect() } else { Vec::new() };
        rules.extend(policy.stale_after_days.map(|stale_after_days| StaleRule {
            status: policy.status,
            lead_type_id: policy.lead_type_id,
            except_lead_types,
            stale_after_days,
            warn_days_before: policy.warn_days_before,
            drop_after_days: policy.drop_after_days,
        }));
    }
    rules.extend(overrides.iter().filter_map(|changed| {
        Some(StaleRule {
            status: changed.status,
            lead_type_id: None,
            except_lead_types: Vec::new(),
            stale_after_days: changed.stale_after_days?,
            warn_days_before: changed.warn_days_before,
            drop_after_days: changed.drop_after_days,
        })
    }));
    // Closed leads and leads on hold are never stale, whatever a policy says.
    rules.retain(|rule| is_open(rule.status) && rule.status != LeadStatus::OnHold);
    Ok(rules)
}

fn check(overrides: &[PolicyOverride]) -> Result<()> {
    let days = |changed: &PolicyOverride| {
        [changed.stale_after_days, changed.warn_days_before, changed.drop_after_days]
    };
    if overrides.iter().flat_map(days).flatten().any(|days| !(1..=3650).contains(&days)) {
        let message = "days must be from 1 to 3650";
        return Err(Error::refused(Code::Invalid, &["policies"], message));
    }
    Ok(())
}

impl StaleRule {
    /// Leads that the rule is for and that may be stale: of its status and type, not snoozed.
    pub(super) fn scope(&self, now: DateTime<Utc>) -> Condition {
        let awake = Condition::any()
            .add(lead::Column::SnoozedUntil.is_null())
            .add(lead::Column::SnoozedUntil.lte(now));
        let mut scope = Condition::all()
            .add(lead::Column::DeletedAt.is_null())
            .add(lead::Column::Status.eq(self.status))
            .add(awake);
        if let Some(lead_type) = self.lead_type_id {
            scope = scope.add(lead::Column::LeadTypeId.eq(lead_type));
        }
        if !self.except_lead_types.is_empty() {
            scope = scope.add(lead::Column::LeadTypeId.is_not_in(self.except_lead_types.iter().copied()));
        }
        scope
    }

    /// The last touch at which a lead is just stale.
    pub(super) fn stale_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(i64::from(self.stale_after_days))
    }

    /// Active leads that are stale now.
    pub(super) fn stale(&self, now: DateTime<Utc>) -> Condition {
        self.scope(now)
            .add(lead::Column::InactiveSince.is_null())
            .add(lead::Column::LastTouchAt.lte(self.stale_at(now)))
    }

    /// Active leads that will be stale within the days of warning, and whose assignee has not been warned.
    pub(super) fn going_stale(&self, now: DateTime<Utc>) -> Option<Condition> {
        let warned_from = self.stale_at(now) + TimeDelta::days(i64::from(self.warn_days_before?));
        let condition = self
            .scope(now)
            .add(lead::Column::InactiveSince.is_null())
            .add(lead::Column::AssigneeId.is_not_null())
            .add(lead::Column::StaleWarnedAt.is_null())
            .add(lead::Column::LastTouchAt.gt(self.stale_at(now)))
            .add(lead::Column::LastTouchAt.lte(warned_from));
        Some(condition)
    }

    /// Inactive leads whose time to be dropped has come.
    pub(super) fn droppable(&self, now: DateTime<Utc>) -> Option<Condition> {
        let dropped_from = now - TimeDelta::days(i64::from(self.drop_after_days?));
        Some(self.scope(now).add(lead::Column::InactiveSince.lte(dropped_from)))
    }
}
