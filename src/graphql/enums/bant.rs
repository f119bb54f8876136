//! What is known of budget, authority, need and timing.

use async_graphql::Enum;

/// BANT: what is known of the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::BudgetStatus")]
pub enum BudgetStatus {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// There is none: find out whether one can be planned. Does not meet the criterion.
    None,
    /// It is planned: ask when it is decided. Meets the criterion.
    Planned,
    /// It is confirmed: note the amount. Meets the criterion.
    Confirmed,
}

/// BANT: the authority of the person you speak with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Authority")]
pub enum Authority {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Has a say: find out who decides. Meets the criterion.
    Influencer,
    /// Decides: speak with them about terms. Meets the criterion.
    DecisionMaker,
}

/// BANT: the strength of the need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Need")]
pub enum Need {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Nice to have: show what it is worth. Meets the criterion.
    Weak,
    /// Must have: make an offer soon. Meets the criterion.
    Strong,
}

/// BANT: when they want to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Timing")]
pub enum Timing {
    /// Not known: ask. Does not meet the criterion.
    Unknown,
    /// Within the month: make an offer now. Meets the criterion.
    ThisMonth,
    /// Within the quarter: prepare an offer. Meets the criterion.
    ThisQuarter,
    /// Within the year: keep in touch. Meets the criterion.
    ThisYear,
    /// Later than this year: consider nurturing. Meets the criterion.
    Later,
}
