//! First-response time: from capture to the first outgoing touch (`domain.md` section 5). Whatever a person does that is
//! one notes it here; automatic mail is none.

#[allow(clippy::enum_glob_use, reason = "the list below is read as words of the domain")]
use entity::LeadStatus::{self, *};
use entity::lead;

use crate::context::Ctx;

/// Whether somebody has been in contact with a lead that a person moves to this status.
const fn means_contact(status: LeadStatus) -> bool {
    match status {
        Contacted | Warm | Cold | Nurturing | InProgress | Qualified | ProposalSent | Negotiation
        | ClosedWon => true,
        New | Referral | OnHold | ReEngaged | ClosedLost | Disqualified => false,
    }
}

/// Notes that a person has moved the lead to the status that it has now, if that was the first sign from us.
pub(super) fn note(ctx: &Ctx, lead: &mut lead::Model) {
    if lead.first_response_at.is_none() && ctx.actor.is_person() && means_contact(lead.status) {
        lead.first_response_at = Some(ctx.clock.now());
    }
}

/// How long it took, in seconds; absent while nobody has been in touch.
pub fn seconds(lead: &lead::Model) -> Option<i64> {
    lead.first_response_at.map(|at| (at - lead.created_at).num_seconds())
}
