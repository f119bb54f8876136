//! Deleting a group or a unit that nothing belongs to any more.

use entity::{EventType, lead, lead_type, lead_type_unit};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait};

use super::{
    rename::{check_version, version_and_name},
    team::{Kind, TeamId, on_tables},
};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Code, Error, Problems, Result},
    events::Note,
};

/// Deletes a group or a unit, and its collaborations with it.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`; `IN_USE` when it has members or leads, or a lead type or rule names it.
pub async fn delete(ctx: &Ctx, team: TeamId, expected_version: Option<i32>) -> Result<TeamId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("deleteTeam", Mode::Commit, &(team, expected_version), async |tx| {
        reach::has_changed(&**tx).await?;
        let (version, _) = version_and_name(tx, team, "id").await?;
        check_version(&team.kind().to_string(), version, expected_version)?;
        must_be_empty(tx, team).await?;
        let kind = match team.kind() {
            Kind::Group => EventType::GroupDeleted,
            Kind::Unit => EventType::UnitDeleted,
        };
        on_tables!(team, |id| {
            let old = team::Entity::find_by_id(id).one(&**tx).await?;
            let old = old.ok_or_else(|| Error::not_found("one", "id"))?;
            let with_others =
                Condition::any().add(COLLABORATOR.eq(id)).add(collaboration::Column::PartnerId.eq(id));
            collaboration::Entity::delete_many().filter(with_others).exec(&**tx).await?;
            let deleted = team::Entity::delete_by_id(id).exec(&**tx).await;
            deleted.map_err(|error| still_used(error, team))?;
            ctx.note(tx, Note::removed(kind, &old)).await?;
        });
        Ok(team)
    })
    .await
}

/// Everything that is still there, together.
async fn must_be_empty(tx: &Tx, team: TeamId) -> Result<()> {
    let (members, leads, deleted) = on_tables!(team, |id| {
        let of_it = lead::Entity::find().filter(LEADS_OF.eq(id));
        let deleted = of_it.clone().filter(lead::Column::DeletedAt.is_not_null());
        let members = member::Entity::find().filter(MEMBER_OF.eq(id));
        (members.count(&**tx).await?, of_it.count(&**tx).await?, deleted.count(&**tx).await?)
    });
    let (kind, mut problems) = (team.kind(), Problems::default());
    if members > 0 {
        let message = format!("{} still in the {kind}; remove them first", counted(members, "member"));
        problems.add(Code::InUse, &["id"], message);
    }
    if leads > 0 {
        let among = if deleted > 0 { format!(" ({deleted} of them deleted)") } else { String::new() };
        let leads = counted(leads, "lead");
        let message = format!("{leads}{among} still in the {kind}; give them to another {kind} first");
        problems.add(Code::InUse, &["id"], message);
    }
    if let TeamId::Unit(unit) = team {
        let named = lead_type_unit::Entity::find().filter(lead_type_unit::Column::UnitId.eq(unit));
        let named = named.select_only().column(lead_type_unit::Column::LeadTypeId).into_query();
        let types = lead_type::Entity::find().filter(lead_type::Column::Id.in_subquery(named));
        let keys: Vec<_> = types.all(&**tx).await?.into_iter().map(|lead_type| lead_type.key).collect();
        if !keys.is_empty() {
            let message = format!("lead types name the unit: {}; take it out of them first", keys.join(", "));
            problems.add(Code::InUse, &["id"], message);
        }
    }
    problems.finish()
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { " is" } else { "s are" })
}

/// What came in between, or rules that are not looked for above.
fn still_used(error: sea_orm::DbErr, team: TeamId) -> Error {
    match error.sql_err() {
        Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)) => {
            let kind = team.kind();
            let message = format!(
                "something still refers to the {kind}, such as a new lead or a rule; change that first"
            );
            Error::refused(Code::InUse, &["id"], message)
        }
        _ => error.into(),
    }
}
