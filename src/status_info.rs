//! What each status is called, means, asks for next, and is worth by default (`domain.md` section 3).

use entity::LeadStatus;

/// The words and numbers of one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusInfo {
    /// What people call it.
    pub label: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What to do next.
    pub next_step: &'static str,
    /// Probability to win in per cent; absent where the lead keeps what it had.
    pub default_probability: Option<i32>,
}

/// The words and numbers of a status.
pub const fn status_info(status: LeadStatus) -> StatusInfo {
    let (label, meaning, next_step, default_probability) = match status {
        LeadStatus::New => (
            "New",
            "Just added; nobody has been in contact.",
            "Research the lead and make the first contact.",
            Some(10),
        ),
        LeadStatus::Referral => (
            "Referral",
            "Sent by a customer or partner.",
            "Put it first, and use the referral when you get in touch.",
            Some(20),
        ),
        LeadStatus::Contacted => (
            "Contacted",
            "Reached, but no real interaction yet.",
            "Follow up and find out how interested they are.",
            Some(15),
        ),
        LeadStatus::Warm => (
            "Warm",
            "Shows interest, not qualified yet.",
            "Send targeted content that leads to qualification.",
            Some(25),
        ),
        LeadStatus::Cold => {
            ("Cold", "Little or no interest.", "Give it low priority and look again later.", Some(5))
        }
        LeadStatus::Nurturing => (
            "Nurturing",
            "Not ready to decide, but still engaged.",
            "Keep sending what is useful until they are ready.",
            Some(15),
        ),
        LeadStatus::InProgress => (
            "In progress",
            "Actively worked; no narrower status fits.",
            "Go on with the next step of the sale.",
            Some(30),
        ),
        LeadStatus::Qualified => (
            "Qualified",
            "Meets the criteria: budget, authority, need and timing.",
            "Engage more deeply and prepare a proposal.",
            Some(45),
        ),
        LeadStatus::ProposalSent => (
            "Proposal sent",
            "Has a proposal or quote.",
            "Answer questions and begin to negotiate.",
            Some(60),
        ),
        LeadStatus::Negotiation => (
            "Negotiation",
            "Terms and price are under discussion.",
            "Work through objections and finalise the details.",
            Some(75),
        ),
        LeadStatus::OnHold => (
            "On hold",
            "Paused from outside, perhaps until a given day.",
            "Come back to it on the day, or when things change.",
            None,
        ),
        LeadStatus::ReEngaged => (
            "Re-engaged",
            "Was disqualified, lost or inactive; is considered again.",
            "Assess it anew and take up the sale.",
            Some(20),
        ),
        LeadStatus::ClosedWon => ("Closed won", "Became a customer.", "Welcome and onboard them.", Some(100)),
        LeadStatus::ClosedLost => {
            ("Closed lost", "Pursued without success.", "Record why, and learn from it.", Some(0))
        }
        LeadStatus::Disqualified => (
            "Disqualified",
            "Does not meet the criteria.",
            "Leave it out of the active list; it may come back when things change.",
            Some(0),
        ),
    };
    StatusInfo { label, meaning, next_step, default_probability }
}
