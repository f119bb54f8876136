//! Renaming a group or a unit.

use entity::EventType;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{
    name,
    team::{Kind, TeamId, on_tables},
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

/// Gives a group or a unit another name.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`, or a name that is missing, too long or taken.
pub async fn rename(ctx: &Ctx, team: TeamId, name: &str, expected_version: Option<i32>) -> Result<TeamId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("renameTeam", Mode::Commit, &(team, name, expected_version), async |tx| {
        reach::has_changed(&**tx).await?;
        let (version, old) = version_and_name(tx, team, "id").await?;
        check_version(&team.kind().to_string(), version, expected_version)?;
        let name = name::checked(tx, team.kind(), Some(team), name).await?;
        if name == old {
            return Ok(team);
        }
        let kind = match team.kind() {
            Kind::Group => EventType::GroupUpdated,
            Kind::Unit => EventType::UnitUpdated,
        };
        on_tables!(team, |id| {
            let old = team::Entity::find_by_id(id).one(&**tx).await?;
            let old = old.ok_or_else(|| Error::not_found("one", "id"))?;
            let new = team::Model { name, version: version + 1, updated_at: ctx.clock.now(), ..old.clone() };
            let row = new.clone().into_active_model().reset_all();
            row.update(&**tx).await?;
            ctx.note(tx, Note::changed(kind, &old, &new)).await?;
        });
        Ok(team)
    })
    .await
}

/// The version and the name of a group or a unit that must exist.
///
/// # Errors
/// `NOT_FOUND`.
pub(super) async fn version_and_name(tx: &Tx, team: TeamId, field: &str) -> Result<(i32, String)> {
    let found = on_tables!(team, |id| {
        let row = team::Entity::find_by_id(id).one(&**tx).await?;
        row.map(|row| (row.version, row.name))
    });
    found.ok_or_else(|| Error::not_found(&team.kind().to_string(), field))
}

/// # Errors
/// `STALE_OBJECT`, naming the current version.
pub(crate) fn check_version(what: &str, version: i32, expected: Option<i32>) -> Result<()> {
    match expected {
        Some(expected) if expected != version => {
            let message = format!(
                "the {what} has changed: it is at version {version}, you have read version {expected}; read it again"
            );
            Err(Error::refused(Code::StaleObject, &["expected_version"], message))
        }
        _ => Ok(()),
    }
}
