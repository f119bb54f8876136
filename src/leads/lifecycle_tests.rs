//! Every pair by example, and the laws by property.

#[allow(clippy::enum_glob_use, reason = "tables are read as words of the domain")]
use entity::LeadStatus::{self, *};
use proptest::prelude::*;

use super::lifecycle::{Facts, Standing, blockers, is_lost, is_open, ways};
use crate::error::Code;

fn at(status: LeadStatus) -> Standing {
    Standing { status, is_inactive: false, held_from: None }
}

fn ready() -> Facts {
    Facts { is_assigned: true, has_target_amount: true, has_lost_reason: true, ..Facts::default() }
}

/// The ways of `domain.md` section 3, written out once more by hand, pair by pair.
const TABLE: [(LeadStatus, &[LeadStatus]); 15] = [
    (New, &[Contacted, Warm, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (Referral, &[Contacted, Warm, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (Contacted, &[Warm, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (Warm, &[Contacted, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (Cold, &[Contacted, Warm, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (Nurturing, &[Contacted, Warm, Cold, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (InProgress, &[Contacted, Warm, Cold, Nurturing, Qualified, OnHold, ClosedLost, Disqualified]),
    (ReEngaged, &[Contacted, Warm, Cold, Nurturing, InProgress, Qualified, OnHold, ClosedLost, Disqualified]),
    (
        Qualified,
        &[Nurturing, InProgress, ProposalSent, Negotiation, OnHold, ClosedWon, ClosedLost, Disqualified],
    ),
    (ProposalSent, &[Negotiation, InProgress, Nurturing, OnHold, ClosedWon, ClosedLost]),
    (Negotiation, &[ProposalSent, InProgress, Nurturing, OnHold, ClosedWon, ClosedLost]),
    (OnHold, &[ReEngaged, ClosedLost, Disqualified]),
    (ClosedLost, &[ReEngaged]),
    (Disqualified, &[ReEngaged]),
    (ClosedWon, &[]),
];

#[test]
fn every_pair_of_statuses_is_as_the_domain_says() {
    for (from, allowed) in TABLE {
        for to in LeadStatus::ALL {
            let problems = blockers(at(from), *to, &ready());
            assert_eq!(problems.is_empty(), allowed.contains(to), "{from} → {to}: {problems:?}");
            if !allowed.contains(to) {
                assert_eq!(problems[0].code, Code::IllegalTransition);
                assert!(allowed.iter().all(|way| problems[0].message.contains(way.as_str())));
            }
        }
    }
}

#[test]
fn a_lead_on_hold_goes_back_to_where_it_was_held_from() {
    for from in LeadStatus::ALL.iter().copied().filter(|status| is_open(*status) && *status != OnHold) {
        let held = Standing { status: OnHold, is_inactive: false, held_from: Some(from) };
        assert!(ways(held).contains(&from), "{from}");
    }
}

#[test]
fn an_inactive_lead_is_only_re_engaged_or_given_up() {
    let inactive = Standing { is_inactive: true, ..at(Nurturing) };
    assert_eq!(ways(inactive), [ReEngaged, ClosedLost, Disqualified]);
}

#[test]
fn everything_that_is_missing_is_reported_together() {
    let facts = Facts { missing_criteria: vec!["budget_status", "need"], ..Facts::default() };
    let codes: Vec<_> =
        blockers(at(New), Qualified, &facts).into_iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::LeadNotAssigned, Code::NotQualified, Code::NotQualified]);
}

#[test]
fn an_unassigned_lead_may_be_given_up_or_brought_back_by_its_own_reply() {
    let unassigned = Facts { has_lost_reason: true, ..Facts::default() };
    assert!(blockers(at(New), Disqualified, &unassigned).is_empty());
    assert!(!blockers(at(New), Contacted, &unassigned).is_empty());
    let replied = Facts { is_own_reply: true, ..Facts::default() };
    assert!(blockers(Standing { is_inactive: true, ..at(New) }, ReEngaged, &replied).is_empty());
}

fn any_status() -> impl Strategy<Value = LeadStatus> {
    proptest::sample::select(LeadStatus::ALL)
}

prop_compose! {
    fn any_standing()(status in any_status(), is_inactive in any::<bool>(), held in any_status()) -> Standing {
        Standing { status, is_inactive, held_from: (status == OnHold).then_some(held) }
    }
}

prop_compose! {
    fn any_facts()(is_assigned: bool, has_target_amount: bool, has_lost_reason: bool, is_own_reply: bool,
                   lacks in any::<bool>()) -> Facts {
        let missing_criteria = if lacks { vec!["timing"] } else { Vec::new() };
        Facts { is_assigned, missing_criteria, has_target_amount, has_lost_reason, is_own_reply }
    }
}

proptest! {
    #[test]
    fn a_lost_lead_always_has_a_reason(standing in any_standing(), to in any_status(), facts in any_facts()) {
        if is_lost(to) && blockers(standing, to, &facts).is_empty() {
            prop_assert!(facts.has_lost_reason);
        }
    }

    #[test]
    fn what_is_won_stays_won(to in any_status(), facts in any_facts(), is_inactive: bool) {
        let won = Standing { is_inactive, ..at(ClosedWon) };
        prop_assert!(!blockers(won, to, &facts).is_empty());
    }

    #[test]
    fn the_inbox_is_entered_only_from_hold(standing in any_standing(), facts in any_facts()) {
        for inbox in [New, Referral] {
            if blockers(standing, inbox, &facts).is_empty() {
                prop_assert_eq!(standing.held_from, Some(inbox));
            }
        }
    }

    #[test]
    fn more_facts_never_block(standing in any_standing(), to in any_status(), facts in any_facts()) {
        if blockers(standing, to, &facts).is_empty() {
            prop_assert!(blockers(standing, to, &ready()).is_empty());
        }
    }

    #[test]
    fn nobody_is_won_without_having_qualified(path in proptest::collection::vec(any_status(), 1..12)) {
        let mut standing = at(New);
        let mut qualified = false;
        for to in path {
            if blockers(standing, to, &ready()).is_empty() {
                let held_from = (to == OnHold).then_some(standing.status);
                standing = Standing { status: to, is_inactive: false, held_from };
                qualified |= to == Qualified;
            }
        }
        prop_assert!(standing.status != ClosedWon || qualified);
    }
}
