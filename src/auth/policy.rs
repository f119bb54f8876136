//! What an actor may do: one table, from the relation that somebody has to a lead to what they may do with it.
//!
//! Seeing comes first: what one may not see does not exist, and is never asked about here.

use entity::{Role, lead};

use super::Actor;
use crate::error::{Code, Error, Problem, Result};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Add a lead.
    CreateLead,
    /// Change what is known of a lead.
    ChangeLead,
    /// Move a lead through the statuses, hold it, put it aside.
    ProcessLead,
    /// Win, lose or disqualify a lead.
    CompleteLead,
    /// Take a lead that waits.
    AcceptLead,
    /// Give a lead to a user or to a unit.
    AssignLead,
    /// Give a lead back to where it waited.
    ReleaseLead,
    /// Unite two leads.
    MergeLead,
    /// Delete a lead, or bring one back.
    DeleteLead,
    /// Run the stale sweep by hand.
    RunSweep,
    /// Add and remove members of a group or unit that one manages.
    ManageMembers,
    /// Change users, units, groups, rules and lists.
    Configure,
}

/// What somebody is to a lead that they see. Of several, the one that comes first here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Leadline itself, or an administrator.
    Administrator,
    /// Manages the group that owns it, or the unit that it is in.
    Manager,
    /// Works on it.
    Assignee,
    /// Belongs to the group that owns it or to one that collaborates, and nobody works on it, and it waits in no unit.
    Owner,
    /// Works in the unit where it waits.
    Candidate,
    /// Sees it through a group, and others have it in hand.
    Colleague,
}

impl Relation {
    /// What the actor is to the lead.
    pub fn of(actor: &Actor, lead: &lead::Model) -> Self {
        let person = match actor {
            Actor::User(person) if person.role < Role::Admin => person,
            Actor::User(_) | Actor::System => return Self::Administrator,
        };
        let reach = person.reach();
        let manages = lead.group_id.is_some_and(|group| reach.managed_groups.contains(&group))
            || lead.unit_id.is_some_and(|unit| reach.managed_units.contains(&unit));
        match (lead.assignee_id, lead.unit_id) {
            _ if manages => Self::Manager,
            (Some(assignee), _) if assignee == person.id => Self::Assignee,
            (None, Some(unit)) if reach.units.contains(&unit) => Self::Candidate,
            (None, None) if lead.group_id.is_some_and(|group| reach.groups.contains(&group)) => Self::Owner,
            _ => Self::Colleague,
        }
    }

    /// `domain.md` section 12: whoever sees a lead may change it; completing and processing are the assignee's, a
    /// manager's or an administrator's.
    fn may(self, action: Action) -> bool {
        match action {
            Action::ChangeLead => true,
            Action::AcceptLead => !matches!(self, Self::Colleague | Self::Assignee),
            Action::ProcessLead | Action::CompleteLead | Action::AssignLead | Action::ReleaseLead => {
                matches!(self, Self::Administrator | Self::Manager | Self::Assignee)
            }
            Action::MergeLead | Action::DeleteLead => matches!(self, Self::Administrator | Self::Manager),
            Action::CreateLead | Action::RunSweep | Action::ManageMembers | Action::Configure => {
                self == Self::Administrator
            }
        }
    }
}

/// Whether the actor may, on its own: what is not done to one lead, or could be done to some.
///
/// # Errors
/// `FORBIDDEN`, saying who may.
pub fn may(actor: &Actor, action: Action) -> Result<()> {
    let Actor::User(person) = actor else { return Ok(()) };
    let needed = match action {
        Action::RunSweep | Action::Configure => Role::Admin,
        Action::MergeLead | Action::DeleteLead | Action::ManageMembers => Role::Manager,
        _ => Role::Agent,
    };
    if person.role >= needed { Ok(()) } else { Err(refused_by_role(needed)) }
}

/// Whether the actor may do this to a lead that they see.
///
/// # Errors
/// `FORBIDDEN`, saying who may.
pub fn may_with(actor: &Actor, action: Action, lead: &lead::Model) -> Result<(), Problem> {
    if Relation::of(actor, lead).may(action) {
        return Ok(());
    }
    let message = match action {
        Action::AcceptLead => "only who works in the unit where the lead waits may accept it",
        Action::MergeLead | Action::DeleteLead => {
            "only a manager of the lead's group or unit, or an administrator, may do this"
        }
        _ => {
            "only the user who works on the lead, a manager of its group or unit, or an administrator may do this"
        }
    };
    Err(Problem::new(Code::Forbidden, &[], message))
}

fn refused_by_role(needed: Role) -> Error {
    let message = format!("only users with the role {needed} or higher may do this");
    Error::refused(Code::Forbidden, &[], message)
}
