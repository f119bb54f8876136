//! What a caller wants to be different about a lead's fields.

use chrono::NaiveDate;
use entity::{
    Authority, BudgetStatus, Consent, GroupId, LeadId, LeadKind, Level, Need, ReadinessToBuy, Timing, UnitId,
    UserId,
};
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// What becomes of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// Its value goes.
    Clear,
    /// It gets this value.
    Set(T),
}

impl<T> Change<T> {
    /// Sets where there is a value, keeps where there is none.
    pub fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }

    /// Whether the field stays as it is.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

/// Changes of a lead's own fields: everything but what the life cycle itself sets.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of `entity::lead::Model`, documented there")]
pub struct LeadPatch {
    pub kind: Option<LeadKind>,
    pub first_name: Change<String>,
    pub last_name: Change<String>,
    pub company: Change<String>,
    pub job_title: Change<String>,
    pub email: Change<String>,
    pub phone: Change<String>,
    pub website: Change<String>,
    pub street: Change<String>,
    pub postal_code: Change<String>,
    pub city: Change<String>,
    pub region: Change<String>,
    pub country: Change<String>,
    pub locale: Change<String>,
    pub time_zone: Change<String>,
    /// Key of a source, such as `WEB_SITE`.
    pub source_key: Change<String>,
    pub referrer_lead_id: Change<LeadId>,
    pub initial_interest: Change<String>,
    pub products_of_interest: Change<Vec<String>>,
    pub target_amount: Change<Money>,
    pub priority: Option<Level>,
    pub importance: Option<Level>,
    /// Cleared: back to the status's default.
    pub probability: Change<i32>,
    pub readiness_to_buy: Option<ReadinessToBuy>,
    pub budget_status: Option<BudgetStatus>,
    pub budget_amount: Change<Money>,
    pub authority: Option<Authority>,
    pub need: Option<Need>,
    pub need_text: Change<String>,
    pub timing: Option<Timing>,
    pub timing_date: Change<NaiveDate>,
    pub start_date: Option<NaiveDate>,
    pub estimated_days: Change<i32>,
    /// Cleared: back to start plus estimate.
    pub expected_completion_date: Change<NaiveDate>,
    /// Key of a lead type, such as `STANDARD`.
    pub lead_type_key: Option<String>,
    pub group_id: Change<GroupId>,
    pub unit_id: Change<UnitId>,
    pub assignee_id: Change<UserId>,
    pub do_not_contact: Option<bool>,
    pub email_consent: Option<Consent>,
    pub sms_consent: Option<Consent>,
}
