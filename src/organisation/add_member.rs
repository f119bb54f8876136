//! Somebody joins a group or a unit.

use entity::{EventType, Role, UserId, user};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::{
    may::manage_members,
    rename::version_and_name,
    team::{Kind, MemberId, TeamId, on_tables},
};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Result},
    events::Note,
};

/// Somebody who is to join.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct NewMember {
    /// What they join.
    pub team: TeamId,
    /// Who joins.
    pub user: UserId,
    /// Whether they manage it.
    pub is_manager: bool,
}

/// Adds a member. Who manages the group or unit may add members, only an administrator managers.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`; `TAKEN` when they belong to it already; `ROLE_TOO_LOW` for a manager whose role is `AGENT`.
pub async fn add_member(ctx: &Ctx, new: NewMember) -> Result<MemberId> {
    manage_members(&ctx.actor, new.team)?;
    if new.is_manager {
        policy::may(&ctx.actor, Action::Configure)?;
    }
    ctx.write("addMember", Mode::Commit, &new, async |tx| {
        reach::has_changed(&**tx).await?;
        version_and_name(tx, new.team, new.team.field()).await?;
        let user = active_user(tx, new.user).await?;
        if new.is_manager {
            may_manage(&user)?;
        }
        let (kind, event) = match new.team.kind() {
            Kind::Group => (Kind::Group, EventType::GroupMemberAdded),
            Kind::Unit => (Kind::Unit, EventType::UnitMemberAdded),
        };
        let id: MemberId = on_tables!(new.team, |id| {
            let already = member::Entity::find().filter(MEMBER_OF.eq(id));
            if already.filter(member::Column::UserId.eq(new.user)).count(&**tx).await? > 0 {
                let message = format!("{} belongs to the {kind} already", user.name);
                return Err(Error::refused(Code::Taken, &["user_id"], message));
            }
            let row = new_member(ctx.new_id(), id, new.user, new.is_manager, ctx.clock.now());
            let active = row.clone().into_active_model();
            member::Entity::insert(active).exec_without_returning(&**tx).await?;
            ctx.note(tx, Note::created(event, &row)).await?;
            row.id.into()
        });
        Ok(id)
    })
    .await
}

/// # Errors
/// There is no active user with this id.
pub(super) async fn active_user(tx: &Tx, id: UserId) -> Result<user::Model> {
    let found = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true)).one(&**tx).await?;
    found.ok_or_else(|| Error::refused(Code::NotFound, &["user_id"], "there is no active user with this id"))
}

/// # Errors
/// `ROLE_TOO_LOW`.
pub(super) fn may_manage(user: &user::Model) -> Result<()> {
    if user.role >= Role::Manager {
        return Ok(());
    }
    let message = format!(
        "{} has the role {}; to manage, give them the role {} or higher first",
        user.name,
        user.role,
        Role::Manager
    );
    Err(Error::refused(Code::RoleTooLow, &["is_manager"], message))
}
