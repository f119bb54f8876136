//! Qualification by budget, authority, need and timing.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};
use entity::lead;

use super::{
    enums::{Authority, BudgetStatus, Need, Timing},
    money::{Money, MoneyInput},
    scalars::Date,
};

/// What is known of a lead's budget, authority, need and timing: what `QUALIFIED` asks for.
#[derive(Clone, Debug, SimpleObject)]
pub struct Bant {
    /// What is known of the budget.
    pub budget_status: BudgetStatus,
    /// The budget.
    pub budget_amount: Option<Money>,
    /// The authority of the person you speak with.
    pub authority: Authority,
    /// The strength of the need.
    pub need: Need,
    /// The need, in words.
    pub need_text: Option<String>,
    /// When they want to decide.
    pub timing: Timing,
    /// The day by which they want to decide.
    pub timing_date: Option<Date>,
}

impl From<&lead::Model> for Bant {
    fn from(row: &lead::Model) -> Self {
        Self {
            budget_status: row.budget_status.into(),
            budget_amount: Money::from_columns(row.budget_amount_minor, row.budget_currency.as_deref()),
            authority: row.authority.into(),
            need: row.need.into(),
            need_text: row.need_text.clone(),
            timing: row.timing.into(),
            timing_date: row.timing_date.map(Date),
        }
    }
}

/// What has been found out about budget, authority, need and timing. What is left out stays; `null` clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct BantInput {
    /// What is known of the budget.
    pub budget_status: Option<BudgetStatus>,
    /// The budget.
    pub budget_amount: MaybeUndefined<MoneyInput>,
    /// The authority of the person you speak with.
    pub authority: Option<Authority>,
    /// The strength of the need.
    pub need: Option<Need>,
    /// The need, in words.
    pub need_text: MaybeUndefined<String>,
    /// When they want to decide.
    pub timing: Option<Timing>,
    /// The day by which they want to decide.
    pub timing_date: MaybeUndefined<Date>,
}
