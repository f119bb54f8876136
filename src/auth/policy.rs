//! What an actor may do. One place, one table.

use entity::Role;

use super::Actor;
use crate::error::{Code, Error, Result};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Add a lead.
    CreateLead,
    /// Change fields, assign, snooze, move through the statuses.
    ProcessLead,
    /// Delete a lead, or bring one back.
    DeleteLead,
    /// Run the stale sweep by hand.
    RunSweep,
}

/// Whether the actor may.
///
/// # Errors
/// `FORBIDDEN`, saying who may.
pub fn may(actor: &Actor, action: Action) -> Result<()> {
    let role = match actor {
        Actor::System => return Ok(()),
        Actor::User { role, .. } => *role,
    };
    let needed = match action {
        Action::CreateLead | Action::ProcessLead => Role::Agent,
        Action::DeleteLead | Action::RunSweep => Role::Manager,
    };
    if role >= needed {
        Ok(())
    } else {
        let message = format!("only users with the role {needed} or higher may do this");
        Err(Error::refused(Code::Forbidden, &[], message))
    }
}
