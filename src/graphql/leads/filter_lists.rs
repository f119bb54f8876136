//! Finding leads by what hangs on them: a list has at least one row that fulfils a filter, or none.

use async_graphql::InputObject;
use entity::{communication, lead, lead_status_change};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait,
    sea_query::{ExprTrait, Query, SimpleExpr},
};

use super::lists::LostReasonFilter;
use crate::{
    error::Result,
    graphql::{
        communications::CommunicationFilter,
        enums::LeadStatus,
        filter::{Budget, ChoiceFilter, OrderedFilter, Range, Subject, all, problem},
        relation::related,
        scalars::DateTime,
        users::UserFilter,
    },
};

/// Conditions on the messages to a lead and about it; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CommunicationListFilter {
    /// At least one fulfils this; `{}`: there is one.
    pub some: Option<Box<CommunicationFilter>>,
    /// None fulfils this; `{}`: there is none.
    pub none: Option<Box<CommunicationFilter>>,
}

/// Conditions on the statuses that a lead entered; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LeadHistoryFilter {
    /// At least one entry fulfils this.
    pub some: Option<Box<LeadStatusChangeFilter>>,
    /// No entry fulfils this.
    pub none: Option<Box<LeadStatusChangeFilter>>,
}

/// Conditions on an entry into a status; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LeadStatusChangeFilter {
    /// By the status that was left; the first entry has none.
    pub from: Option<ChoiceFilter<LeadStatus>>,
    /// By the status that was entered.
    pub to: Option<ChoiceFilter<LeadStatus>>,
    /// By when.
    pub at: Option<OrderedFilter<DateTime, Range<DateTime>>>,
    /// By who did it; Leadline itself is no user.
    pub actor: Option<UserFilter>,
    /// By why the lead was lost.
    pub lost_reason: Option<LostReasonFilter>,
}

impl CommunicationListFilter {
    /// As a condition on the table `leads`.
    ///
    /// # Errors
    /// A filter that cannot be used, or neither `some` nor `none`.
    pub fn of_lead(&self, budget: &mut Budget) -> Result<Condition> {
        let (some, none) = (self.some.as_deref(), self.none.as_deref());
        some_or_none(some, none, budget, |filter: &CommunicationFilter, budget| {
            let holds = filter.within(budget)?;
            Ok(among_leads(communication::Column::LeadId, communication::Entity, holds))
        })
    }
}

impl LeadHistoryFilter {
    /// As a condition on the table `leads`.
    ///
    /// # Errors
    /// A filter that cannot be used, or neither `some` nor `none`.
    pub fn of_lead(&self, budget: &mut Budget) -> Result<Condition> {
        let (some, none) = (self.some.as_deref(), self.none.as_deref());
        some_or_none(some, none, budget, |filter: &LeadStatusChangeFilter, budget| {
            let holds = filter.within(budget)?;
            Ok(among_leads(lead_status_change::Column::LeadId, lead_status_change::Entity, holds))
        })
    }
}

impl LeadStatusChangeFilter {
    fn within(&self, budget: &mut Budget) -> Result<Condition> {
        let on = |column: lead_status_change::Column| Subject::of(column);
        let mut all = Condition::all();
        if let Some(from) = &self.from {
            all = all.add(from.on(&on(lead_status_change::Column::FromStatus), budget)?);
        }
        if let Some(to) = &self.to {
            all = all.add(to.on(&on(lead_status_change::Column::ToStatus), budget)?);
        }
        if let Some(at) = &self.at {
            all = all.add(at.on(&on(lead_status_change::Column::At), budget)?);
        }
        if let Some(actor) = &self.actor {
            all = all.add(actor.on(lead_status_change::Column::ActorId, budget)?);
        }
        if let Some(reason) = &self.lost_reason {
            all = all.add(related(reason, &on(lead_status_change::Column::LostReasonId), budget)?);
        }
        Ok(all)
    }
}

fn some_or_none<F>(
    some: Option<&F>,
    none: Option<&F>,
    budget: &mut Budget,
    read: impl Fn(&F, &mut Budget) -> Result<SimpleExpr>,
) -> Result<Condition> {
    let mut test = |filter: &F| budget.descend(|budget| read(filter, budget));
    let tests = vec![some.map(&mut test).transpose()?, none.map(&mut test).transpose()?.map(ExprTrait::not)];
    if tests.iter().all(Option::is_none) {
        return Err(problem("a filter on a list needs `some` or `none`"));
    }
    all(budget, tests)
}

/// Whether a lead is named by at least one row of a table that fulfils this.
fn among_leads(column: impl ColumnTrait, table: impl EntityTrait, holds: Condition) -> SimpleExpr {
    let named = Query::select().column(column).from(table).cond_where(holds).to_owned();
    Subject::of(lead::Column::Id).among(named)
}
