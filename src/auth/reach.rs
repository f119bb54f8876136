//! What users reach through their groups and units.

use entity::{GroupId, Role, UnitId, UserId, counter, group_collaboration, group_member, unit_member};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::Reach;
use crate::error::Result;

/// Name of the counter that every change of members, collaborations and roles raises.
pub const COUNTER: &str = "organisation";

/// What a user with this role reaches now.
///
/// # Errors
/// The database failed.
pub async fn of(db: &impl ConnectionTrait, user: UserId, role: Role) -> Result<Reach> {
    let own = group_member::Entity::find().filter(group_member::Column::UserId.eq(user));
    let own: Vec<(GroupId, bool)> = own
        .select_only()
        .columns([group_member::Column::GroupId, group_member::Column::IsManager])
        .into_tuple()
        .all(db)
        .await?;
    let units = unit_member::Entity::find().filter(unit_member::Column::UserId.eq(user));
    let units: Vec<(UnitId, bool)> = units
        .select_only()
        .columns([unit_member::Column::UnitId, unit_member::Column::IsManager])
        .into_tuple()
        .all(db)
        .await?;
    let mut groups: Vec<GroupId> = own.iter().map(|(group, _)| *group).collect();
    groups.extend(partners(db, &groups).await?);
    let manages = role >= Role::Manager;
    Ok(Reach {
        groups: sorted(groups),
        managed_groups: sorted(managed(&own, manages)),
        managed_units: sorted(managed(&units, manages)),
        units: sorted(units.into_iter().map(|(unit, _)| unit).collect()),
    })
}

/// The group that owns what a user adds, unless they name another: the first that they joined.
///
/// # Errors
/// The database failed.
pub async fn first_group(db: &impl ConnectionTrait, user: UserId) -> Result<Option<GroupId>> {
    let groups = group_member::Entity::find().filter(group_member::Column::UserId.eq(user));
    let first =
        groups.order_by_asc(group_member::Column::JoinedAt).order_by_asc(group_member::Column::GroupId);
    Ok(first.one(db).await?.map(|member| member.group_id))
}

/// Notes, in the transaction of the change, that what users reach has changed.
///
/// # Errors
/// The database failed.
pub async fn has_changed(tx: &impl ConnectionTrait) -> Result<()> {
    let raised = counter::Entity::update_many()
        .col_expr(counter::Column::Value, Expr::col(counter::Column::Value).add(1))
        .filter(counter::Column::Name.eq(COUNTER));
    raised.exec(tx).await?;
    Ok(())
}

/// The groups that these collaborate with.
async fn partners(db: &impl ConnectionTrait, groups: &[GroupId]) -> Result<Vec<GroupId>> {
    use group_collaboration::Column;
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let of = |column: Column| column.is_in(groups.iter().copied());
    let theirs = Condition::all().add(of(Column::PartnerId)).add(Column::IsMutual.eq(true));
    let found = group_collaboration::Entity::find()
        .filter(Condition::any().add(of(Column::GroupId)).add(theirs))
        .all(db)
        .await?;
    Ok(found
        .into_iter()
        .flat_map(|row| {
            let ours = groups.contains(&row.group_id).then_some(row.partner_id);
            let theirs = (row.is_mutual && groups.contains(&row.partner_id)).then_some(row.group_id);
            ours.into_iter().chain(theirs)
        })
        .collect())
}

fn managed<T: Copy>(members: &[(T, bool)], manages: bool) -> Vec<T> {
    members.iter().filter(|(_, is_manager)| manages && *is_manager).map(|(id, _)| *id).collect()
}

fn sorted<T: Ord>(mut ids: Vec<T>) -> Vec<T> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
