//! What a screen offers: where a lead can go, and what still stands in the way.

use entity::{LeadStatus, lead, lead_type};

use super::{
    change_status::{action, standing},
    lifecycle::{self, Facts, is_lost},
};
use crate::{
    auth::{Actor, policy},
    error::{Code, Problem},
};

/// One status as a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The goal.
    pub status: LeadStatus,
    /// Whether a request to go there would succeed, given the input in `required_input`.
    pub allowed: bool,
    /// What stands in the way.
    pub blockers: Vec<Problem>,
    /// Fields that must come with the request.
    pub required_input: Vec<&'static str>,
}

/// Every status as a goal of the lead, for an actor who sees it.
pub fn transitions(actor: &Actor, lead: &lead::Model, lead_type: &lead_type::Model) -> Vec<Transition> {
    let facts = Facts {
        is_assigned: lead.assignee_id.is_some(),
        missing_criteria: lifecycle::missing_criteria(lead, lead_type),
        has_target_amount: lead.target_amount_minor.is_some(),
        // The reason comes with the request.
        has_lost_reason: true,
        is_own_reply: false,
    };
    let goal = |status: LeadStatus| {
        let mut blockers: Vec<_> = policy::may_with(actor, action(status), lead).err().into_iter().collect();
        blockers.extend(lifecycle::blockers(standing(lead), status, &facts));
        let reachable = !blockers.iter().any(|problem| problem.code == Code::IllegalTransition);
        let required_input = if is_lost(status) && reachable { vec!["lost_reason_key"] } else { Vec::new() };
        Transition { status, allowed: blockers.is_empty(), blockers, required_input }
    };
    LeadStatus::ALL.iter().copied().map(goal).collect()
}
