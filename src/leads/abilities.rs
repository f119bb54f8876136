//! What a screen offers beside the statuses: the buttons that work.

use entity::lead;

use super::{
    change_status::standing,
    lifecycle::{is_open, ways},
};
use crate::auth::{
    Actor,
    policy::{Action, may_with},
};

/// What an actor may do with a lead that they see, as it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are the actions of `auth::policy::Action`, documented there")]
pub struct Abilities {
    pub change: bool,
    pub process: bool,
    pub complete: bool,
    pub accept: bool,
    pub assign: bool,
    pub release: bool,
    pub delete: bool,
}

/// What the actor may do, and the lead's state allows.
pub fn abilities(actor: &Actor, lead: &lead::Model) -> Abilities {
    if lead.deleted_at.is_some() {
        return Abilities::default();
    }
    let may = |action| may_with(actor, action, lead).is_ok();
    let ways = ways(standing(lead));
    let (open, taken) = (is_open(lead.status), lead.assignee_id.is_some());
    Abilities {
        change: may(Action::ChangeLead),
        process: ways.iter().any(|status| is_open(*status)) && may(Action::ProcessLead),
        complete: ways.iter().any(|status| !is_open(*status)) && may(Action::CompleteLead),
        accept: open && !taken && may(Action::AcceptLead),
        assign: may(Action::AssignLead),
        release: open && taken && may(Action::ReleaseLead),
        delete: may(Action::DeleteLead),
    }
}
