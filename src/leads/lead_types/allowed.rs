//! Which kinds of leads somebody may use (`domain.md` section 12): those of their units and of units that these
//! collaborate with, those that name no unit, and all for administrators.

use std::collections::{HashMap, HashSet};

use entity::{LeadTypeId, Role, UnitId, lead_type, lead_type_unit, unit_collaboration};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::lists::lead_types;
use crate::{
    auth::Actor,
    error::{Code, Problem, Result},
};

/// The units of each of these kinds; those that name none are missing.
///
/// # Errors
/// The database failed.
pub async fn units_of(
    db: &impl ConnectionTrait,
    lead_types: &[LeadTypeId],
) -> Result<HashMap<LeadTypeId, Vec<UnitId>>> {
    let rows = lead_type_unit::Entity::find()
        .filter(lead_type_unit::Column::LeadTypeId.is_in(lead_types.iter().copied()))
        .order_by_asc(lead_type_unit::Column::UnitId);
    let mut units: HashMap<LeadTypeId, Vec<UnitId>> = HashMap::new();
    for row in rows.all(db).await? {
        units.entry(row.lead_type_id).or_default().push(row.unit_id);
    }
    Ok(units)
}

/// Those of these kinds that the actor may use.
///
/// # Errors
/// The database failed.
pub async fn usable(
    db: &impl ConnectionTrait,
    actor: &Actor,
    lead_types: &[LeadTypeId],
) -> Result<HashSet<LeadTypeId>> {
    let Actor::User(person) = actor else { return Ok(lead_types.iter().copied().collect()) };
    if person.role == Role::Admin {
        return Ok(lead_types.iter().copied().collect());
    }
    let named = units_of(db, lead_types).await?;
    let own = if named.is_empty() { HashSet::new() } else { reached(db, &person.reach().units).await? };
    let may = |id: &LeadTypeId| named.get(id).is_none_or(|units| units.iter().any(|unit| own.contains(unit)));
    Ok(lead_types.iter().copied().filter(may).collect())
}

/// Whether the actor may use a kind of lead.
///
/// # Errors
/// The database failed; within, `LEAD_TYPE_NOT_ALLOWED`, saying which they may use.
pub(in crate::leads) async fn check(
    db: &impl ConnectionTrait,
    actor: &Actor,
    lead_type: &lead_type::Model,
) -> Result<Result<(), Problem>> {
    if usable(db, actor, &[lead_type.id]).await?.contains(&lead_type.id) {
        return Ok(Ok(()));
    }
    let all = lead_types(db).await?;
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    let usable = usable(db, actor, &ids).await?;
    let keys: Vec<_> =
        all.iter().filter(|one| usable.contains(&one.id)).map(|one| one.key.as_str()).collect();
    let others = match keys.as_slice() {
        [] => "your units may use none: ask an admin to add one of them to a lead type".to_owned(),
        keys => format!("you may use: {}", keys.join(", ")),
    };
    let message = format!("the lead type `{}` is for other units; {others}", lead_type.key);
    Ok(Err(Problem::new(Code::LeadTypeNotAllowed, &["lead_type_key"], message)))
}

/// The units whose kinds of leads members of these units may use: these, and those that they collaborate with.
async fn reached(db: &impl ConnectionTrait, own: &[UnitId]) -> Result<HashSet<UnitId>> {
    use unit_collaboration::Column;
    let mut reached: HashSet<UnitId> = own.iter().copied().collect();
    if own.is_empty() {
        return Ok(reached);
    }
    let among = |column: Column| column.is_in(own.iter().copied());
    let mutual = Condition::all().add(among(Column::PartnerId)).add(Column::IsMutual.eq(true));
    let rows = unit_collaboration::Entity::find()
        .filter(Condition::any().add(among(Column::UnitId)).add(mutual))
        .all(db)
        .await?;
    for row in rows {
        if own.contains(&row.unit_id) {
            reached.insert(row.partner_id);
        }
        if row.is_mutual && own.contains(&row.partner_id) {
            reached.insert(row.unit_id);
        }
    }
    Ok(reached)
}
