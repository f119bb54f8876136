//! Adding a group or a unit.

use entity::{EventType, group, unit};
use sea_orm::{EntityTrait, IntoActiveModel};

use super::{
    name,
    team::{Kind, TeamId},
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

/// Adds a group or a unit; it has no members yet.
///
/// # Errors
/// `FORBIDDEN`, or a name that is missing, too long or taken.
pub async fn create(ctx: &Ctx, kind: Kind, name: &str) -> Result<TeamId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("createTeam", Mode::Commit, &(kind, name), async |tx| {
        reach::has_changed(&**tx).await?;
        let name = name::checked(tx, kind, None, name).await?;
        let (version, created_at, updated_at) = (1, ctx.clock.now(), ctx.clock.now());
        match kind {
            Kind::Group => {
                let row = group::Model { id: ctx.new_id(), name, version, created_at, updated_at };
                let new = row.clone().into_active_model();
                group::Entity::insert(new).exec_without_returning(&**tx).await?;
                ctx.note(tx, Note::created(EventType::GroupCreated, &row)).await?;
                Ok(row.id.into())
            }
            Kind::Unit => {
                let row = unit::Model { id: ctx.new_id(), name, version, created_at, updated_at };
                let new = row.clone().into_active_model();
                unit::Entity::insert(new).exec_without_returning(&**tx).await?;
                ctx.note(tx, Note::created(EventType::UnitCreated, &row)).await?;
                Ok(row.id.into())
            }
        }
    })
    .await
}
