//! The ways between the fifteen statuses, and what must be true before a lead may go one (`domain.md` section 3).
//! Pure: no database, no clock.

#[allow(clippy::enum_glob_use, reason = "the table below is read as words of the domain")]
use entity::LeadStatus::{self, *};
use entity::{LifecycleState, lead_type};

use crate::error::{Code, Problem};

/// Statuses between which a lead moves freely while it is worked on. `RE_ENGAGED` is one too, but is only entered
/// from outside.
const WORKING: [LeadStatus; 5] = [Contacted, Warm, Cold, Nurturing, InProgress];

/// Where a lead stands, as far as the life cycle cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: LeadStatus,
    /// Whether it went stale.
    pub is_inactive: bool,
    /// While on hold: the status it was held from.
    pub held_from: Option<LeadStatus>,
}

/// What is known about a lead that wants to move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether a user works on it.
    pub is_assigned: bool,
    /// BANT criteria that its type demands and that are missing, as field names.
    pub missing_criteria: Vec<&'static str>,
    /// Whether its target amount is known.
    pub has_target_amount: bool,
    /// Whether a lost reason comes with the move.
    pub has_lost_reason: bool,
    /// Whether the lead itself brought this about, by answering.
    pub is_own_reply: bool,
}

/// The life-cycle state of a status.
pub const fn state_of(status: LeadStatus) -> LifecycleState {
    match status {
        New | Referral => LifecycleState::Pending,
        ClosedWon => LifecycleState::Won,
        ClosedLost | Disqualified => LifecycleState::Lost,
        _ => LifecycleState::InProgress,
    }
}

/// Whether the outcome is not known yet.
pub const fn is_open(status: LeadStatus) -> bool {
    matches!(state_of(status), LifecycleState::Pending | LifecycleState::InProgress)
}

/// Whether a move to the status needs a lost reason.
pub const fn is_lost(status: LeadStatus) -> bool {
    matches!(state_of(status), LifecycleState::Lost)
}

/// The statuses that a lead may go to from where it stands, whatever else it may lack.
pub fn ways(standing: Standing) -> Vec<LeadStatus> {
    let Standing { status, is_inactive, held_from } = standing;
    if is_inactive && is_open(status) {
        return vec![ReEngaged, ClosedLost, Disqualified];
    }
    let named: &[LeadStatus] = match status {
        New | Referral => {
            &[Contacted, Warm, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]
        }
        Contacted | Warm | Cold | Nurturing | InProgress | ReEngaged => {
            let others = WORKING.into_iter().filter(|other| *other != status);
            return others.chain([Qualified, OnHold, ClosedLost, Disqualified]).collect();
        }
        Qualified => {
            &[Nurturing, InProgress, ProposalSent, Negotiation, OnHold, ClosedWon, ClosedLost, Disqualified]
        }
        ProposalSent => &[Negotiation, InProgress, Nurturing, OnHold, ClosedWon, ClosedLost],
        Negotiation => &[ProposalSent, InProgress, Nurturing, OnHold, ClosedWon, ClosedLost],
        OnHold => {
            let back = held_from.filter(|from| *from != ReEngaged);
            return back.into_iter().chain([ReEngaged, ClosedLost, Disqualified]).collect();
        }
        ClosedLost | Disqualified => &[ReEngaged],
        ClosedWon => &[],
    };
    named.to_vec()
}

/// What still stands between the lead and the status, all together; empty when it may go.
pub fn blockers(standing: Standing, to: LeadStatus, facts: &Facts) -> Vec<Problem> {
    let ways = ways(standing);
    if !ways.contains(&to) {
        return vec![illegal(standing, to, &ways)];
    }
    let mut problems = Vec::new();
    let leaves_the_inbox = matches!(standing.status, New | Referral) && !is_lost(to);
    if leaves_the_inbox && !facts.is_assigned && !facts.is_own_reply {
        let message = format!("assign the lead to a user before it leaves {}", standing.status);
        problems.push(Problem::new(Code::LeadNotAssigned, &["assignee_id"], message));
    }
    if to == Qualified {
        problems.extend(facts.missing_criteria.iter().map(|field| {
            Problem::new(Code::NotQualified, &[field], format!("fill in `{field}`: the lead type demands it"))
        }));
    }
    if to == ProposalSent && !facts.has_target_amount {
        let message = "set the target amount: a proposal needs one";
        problems.push(Problem::new(Code::TargetAmountRequired, &["target_amount"], message));
    }
    if is_lost(to) && !facts.has_lost_reason {
        let message = "say why the lead is lost";
        problems.push(Problem::new(Code::LostReasonRequired, &["lost_reason_key"], message));
    }
    problems
}

fn illegal(standing: Standing, to: LeadStatus, ways: &[LeadStatus]) -> Problem {
    let inactive = if standing.is_inactive { "inactive " } else { "" };
    let from = standing.status;
    let allowed = ways.iter().map(|status| status.as_str()).collect::<Vec<_>>().join(", ");
    let allowed = if allowed.is_empty() { "nothing: it is final".to_owned() } else { allowed };
    let message = format!("no way leads from {inactive}{from} to {to}; allowed: {allowed}");
    Problem::new(Code::IllegalTransition, &["status"], message)
}

/// BANT criteria that the type demands and the lead lacks, as field names.
pub fn missing_criteria(lead: &entity::lead::Model, lead_type: &lead_type::Model) -> Vec<&'static str> {
    use entity::{Authority, BudgetStatus, Need, Timing};
    let budget = matches!(lead.budget_status, BudgetStatus::Planned | BudgetStatus::Confirmed);
    [
        (lead_type.requires_budget && !budget, "budget_status"),
        (lead_type.requires_authority && lead.authority == Authority::Unknown, "authority"),
        (lead_type.requires_need && lead.need == Need::Unknown, "need"),
        (lead_type.requires_timing && lead.timing == Timing::Unknown, "timing"),
    ]
    .into_iter()
    .filter_map(|(missing, field)| missing.then_some(field))
    .collect()
}
