//! The mails that ship with Leadline, in the order they are usually met.

use super::data::RecipientKind;

/// One mail that ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The folder in `templates/`, and the name a trigger refers to.
    pub name: &'static str,
    /// Whom it is written to.
    pub audience: RecipientKind,
    /// When it is meant to be sent, for a person choosing one.
    pub purpose: &'static str,
}

const fn to_lead(name: &'static str, purpose: &'static str) -> BuiltIn {
    BuiltIn { name, audience: RecipientKind::Lead, purpose }
}

const fn to_assignee(name: &'static str, purpose: &'static str) -> BuiltIn {
    BuiltIn { name, audience: RecipientKind::Assignee, purpose }
}

/// All of them. A test compares this list with the folders.
pub const BUILT_IN: [BuiltIn; 23] = [
    to_lead("status_new", "Thanks for the enquiry, and says what happens next"),
    to_lead("status_referral", "Thanks for coming by way of somebody both know"),
    to_lead("status_contacted", "After the first contact: how to reach us"),
    to_lead("status_warm", "Offers a short talk about what they need"),
    to_lead("status_cold", "Says that we will not press, and how to come back"),
    to_lead("status_nurturing", "Promises to keep in touch at their pace"),
    to_lead("status_in_progress", "Says that we are working on the enquiry"),
    to_lead("status_qualified", "Says that we can help, and what comes next"),
    to_lead("status_proposal_sent", "Says that the proposal is on its way, and offers answers"),
    to_lead("status_negotiation", "Sums up that details are being settled"),
    to_lead("status_on_hold", "Confirms the pause and the day it ends, if there is one"),
    to_lead("status_re_engaged", "Welcomes somebody who is back"),
    to_lead("status_closed_won", "Welcomes a new customer"),
    to_lead("status_closed_lost", "Thanks for their time and leaves the door open"),
    to_lead("status_disqualified", "Says kindly that we will not follow up, and how to come back"),
    to_assignee("assigned", "A lead is yours now"),
    BuiltIn { name: "queued", audience: RecipientKind::Unit, purpose: "A lead waits in your unit" },
    BuiltIn {
        name: "escalated",
        audience: RecipientKind::UnitManagers,
        purpose: "A lead has waited in its unit for too long",
    },
    to_assignee("going_stale", "A lead needs a sign of life soon"),
    to_assignee("became_inactive", "A lead has gone without a sign of life for too long"),
    to_assignee("overdue", "The expected completion date has passed"),
    to_assignee("resumed", "A lead is back from hold today"),
    to_assignee("test_message", "Proves that mail arrives; sent by `leadline mail test`"),
];

/// Mails to users about their accounts. They have data of their own, and no text takes their place.
pub const ACCOUNT: [&str; 2] = ["password_reset", "account_notice"];
