//! Who manages a group or a unit.

use entity::{EventType, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{
    add_member::{active_user, may_manage},
    remove_member::no_member,
    team::{Kind, MemberId, TeamId, on_tables},
};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::Result,
    events::Note,
};

/// Makes a member a manager, or no manager any more.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` when they do not belong to it; `ROLE_TOO_LOW` when their role is `AGENT`.
pub async fn set_manager(ctx: &Ctx, team: TeamId, user: UserId, is_manager: bool) -> Result<MemberId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("setManager", Mode::Commit, &(team, user, is_manager), async |tx| {
        reach::has_changed(&**tx).await?;
        if is_manager {
            may_manage(&active_user(tx, user).await?)?;
        }
        let event = match team.kind() {
            Kind::Group => EventType::GroupMemberUpdated,
            Kind::Unit => EventType::UnitMemberUpdated,
        };
        let id: MemberId = on_tables!(team, |id| {
            let found =
                member::Entity::find().filter(MEMBER_OF.eq(id)).filter(member::Column::UserId.eq(user));
            let Some(old) = found.one(&**tx).await? else { return Err(no_member(team)) };
            if old.is_manager != is_manager {
                let row = member::ActiveModel { is_manager: Set(is_manager), ..Default::default() };
                let of_id = member::Column::Id.eq(old.id);
                member::Entity::update_many().set(row).filter(of_id).exec(&**tx).await?;
                let new = member::Model { is_manager, ..old.clone() };
                ctx.note(tx, Note::changed(event, &old, &new)).await?;
            }
            old.id.into()
        });
        Ok(id)
    })
    .await
}
