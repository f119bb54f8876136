//! Somebody leaves a group or a unit.

use entity::{EventType, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    may::manage_members,
    team::{Kind, TeamId, on_tables},
};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::{Code, Error, Result},
    events::Note,
};

/// Removes a member. What they work on stays theirs. Who manages the group or unit may remove members, only an
/// administrator managers.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` when they do not belong to it.
pub async fn remove_member(ctx: &Ctx, team: TeamId, user: UserId) -> Result<TeamId> {
    manage_members(&ctx.actor, team)?;
    ctx.write("removeMember", Mode::Commit, &(team, user), async |tx| {
        reach::has_changed(&**tx).await?;
        let event = match team.kind() {
            Kind::Group => EventType::GroupMemberRemoved,
            Kind::Unit => EventType::UnitMemberRemoved,
        };
        on_tables!(team, |id| {
            let found =
                member::Entity::find().filter(MEMBER_OF.eq(id)).filter(member::Column::UserId.eq(user));
            let Some(old) = found.one(&**tx).await? else { return Err(no_member(team)) };
            if old.is_manager {
                policy::may(&ctx.actor, Action::Configure)?;
            }
            member::Entity::delete_by_id(old.id).exec(&**tx).await?;
            ctx.note(tx, Note::removed(event, &old)).await?;
        });
        Ok(team)
    })
    .await
}

pub(super) fn no_member(team: TeamId) -> Error {
    let message = format!("there is no member of the {} with this user's id", team.kind());
    Error::refused(Code::NotFound, &["user_id"], message)
}
