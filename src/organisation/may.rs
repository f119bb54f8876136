//! Who may change whose members.

use super::team::TeamId;
use crate::{
    auth::{
        Actor,
        policy::{self, Action},
    },
    error::{Code, Error, Result},
};

/// Whether the actor may add and remove members: who manages it, and administrators.
///
/// # Errors
/// `FORBIDDEN`, saying who may.
pub(super) fn manage_members(actor: &Actor, team: TeamId) -> Result<()> {
    policy::may(actor, Action::ManageMembers)?;
    let manages = match team {
        TeamId::Group(group) => actor.manages_group(group),
        TeamId::Unit(unit) => actor.manages_unit(unit),
    };
    if manages {
        return Ok(());
    }
    let message = format!("only who manages the {}, or an administrator, may do this", team.kind());
    Err(Error::refused(Code::Forbidden, &[], message))
}
