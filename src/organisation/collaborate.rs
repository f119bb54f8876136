//! Groups that see each other's leads; units that use each other's kinds of leads.

use entity::EventType;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::{
    rename::version_and_name,
    team::{CollaborationId, TeamId, of_groups, of_units},
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

/// Two groups, or two units, that are to work together.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Collaborate {
    /// Whose members see the leads, or use the lead types, of the partner.
    pub team: TeamId,
    /// Whose leads or lead types these are: of the same kind.
    pub partner: TeamId,
    /// Whether it holds the other way round as well.
    pub is_mutual: bool,
}

/// What is agreed between two of a kind already.
#[derive(Clone, Copy)]
struct Agreed {
    id: CollaborationId,
    /// Agreed in the direction that is asked for.
    is_same_way: bool,
    is_mutual: bool,
}

/// Lets two groups, or two units, work together. One that was directed becomes mutual when the other direction, or both,
/// are asked for.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`; `INVALID` for one with itself; `TAKEN` when it is so already.
pub async fn collaborate(ctx: &Ctx, new: Collaborate) -> Result<CollaborationId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("collaborate", Mode::Commit, &new, async |tx| {
        reach::has_changed(&**tx).await?;
        both_exist(tx, &new).await?;
        let id = match agreed(tx, &new).await? {
            None => insert(ctx, tx, &new).await?,
            Some(agreed) if agreed.is_mutual || (agreed.is_same_way && !new.is_mutual) => {
                let message = format!("the {}s collaborate in this way already", new.team.kind());
                return Err(Error::refused(Code::Taken, &["partner_id"], message));
            }
            Some(agreed) => {
                make_mutual(ctx, tx, agreed.id).await?;
                agreed.id
            }
        };
        Ok(id)
    })
    .await
}

/// Ends a collaboration, in both directions where it was mutual.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`.
pub async fn end_collaboration(ctx: &Ctx, id: CollaborationId) -> Result<CollaborationId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("endCollaboration", Mode::Commit, &id, async |tx| {
        reach::has_changed(&**tx).await?;
        macro_rules! end {
            ($of:ident, $id:expr, $event:expr) => {{
                let old = $of::collaboration::Entity::find_by_id($id).one(&**tx).await?;
                let old = old.ok_or_else(|| Error::not_found("collaboration", "id"))?;
                $of::collaboration::Entity::delete_by_id($id).exec(&**tx).await?;
                ctx.note(tx, Note::removed($event, &old)).await?;
            }};
        }
        match id {
            CollaborationId::Group(id) => end!(of_groups, id, EventType::GroupCollaborationRemoved),
            CollaborationId::Unit(id) => end!(of_units, id, EventType::UnitCollaborationRemoved),
        }
        Ok(id)
    })
    .await
}

async fn both_exist(tx: &Tx, new: &Collaborate) -> Result<()> {
    let kind = new.team.kind();
    version_and_name(tx, new.team, new.team.field()).await?;
    if new.team == new.partner || kind != new.partner.kind() {
        let message = format!("a {kind} collaborates with another {kind}");
        return Err(Error::refused(Code::Invalid, &["partner_id"], message));
    }
    version_and_name(tx, new.partner, "partner_id").await?;
    Ok(())
}

async fn agreed(tx: &Tx, new: &Collaborate) -> Result<Option<Agreed>> {
    macro_rules! found {
        ($of:ident, $team:expr, $partner:expr) => {{
            use $of::{COLLABORATOR, collaboration, collaborator};
            let (team, partner) = ($team, $partner);
            let one_way =
                |a, b| Condition::all().add(COLLABORATOR.eq(a)).add(collaboration::Column::PartnerId.eq(b));
            let either_way = Condition::any().add(one_way(team, partner)).add(one_way(partner, team));
            let rows = collaboration::Entity::find().filter(either_way).one(&**tx).await?;
            rows.map(|row| Agreed {
                id: row.id.into(),
                is_same_way: collaborator(&row) == team,
                is_mutual: row.is_mutual,
            })
        }};
    }
    Ok(match (new.team, new.partner) {
        (TeamId::Group(team), TeamId::Group(partner)) => found!(of_groups, team, partner),
        (TeamId::Unit(team), TeamId::Unit(partner)) => found!(of_units, team, partner),
        _ => None,
    })
}

async fn insert(ctx: &Ctx, tx: &Tx, new: &Collaborate) -> Result<CollaborationId> {
    macro_rules! inserted {
        ($of:ident, $team:expr, $partner:expr, $event:expr) => {{
            use $of::{collaboration, new_collaboration};
            let row = new_collaboration(ctx.new_id(), $team, $partner, new.is_mutual, ctx.clock.now());
            let active = row.clone().into_active_model();
            collaboration::Entity::insert(active).exec_without_returning(&**tx).await?;
            ctx.note(tx, Note::created($event, &row)).await?;
            Ok(row.id.into())
        }};
    }
    match (new.team, new.partner) {
        (TeamId::Group(team), TeamId::Group(partner)) => {
            inserted!(of_groups, team, partner, EventType::GroupCollaborationAdded)
        }
        (TeamId::Unit(team), TeamId::Unit(partner)) => {
            inserted!(of_units, team, partner, EventType::UnitCollaborationAdded)
        }
        _ => Err(Error::fault("a collaboration between kinds")),
    }
}

async fn make_mutual(ctx: &Ctx, tx: &Tx, id: CollaborationId) -> Result<()> {
    macro_rules! update {
        ($of:ident, $id:expr, $event:expr) => {{
            use $of::collaboration;
            let old = collaboration::Entity::find_by_id($id).one(&**tx).await?;
            let old = old.ok_or_else(|| Error::not_found("collaboration", "id"))?;
            let row = collaboration::ActiveModel { is_mutual: Set(true), ..Default::default() };
            let of_id = collaboration::Column::Id.eq($id);
            collaboration::Entity::update_many().set(row).filter(of_id).exec(&**tx).await?;
            let new = collaboration::Model { is_mutual: true, ..old.clone() };
            ctx.note(tx, Note::changed($event, &old, &new)).await?;
        }};
    }
    match id {
        CollaborationId::Group(id) => update!(of_groups, id, EventType::GroupCollaborationAdded),
        CollaborationId::Unit(id) => update!(of_units, id, EventType::UnitCollaborationAdded),
    }
    Ok(())
}
