//! Which kinds of leads somebody may use, for those who ask about many.

use std::collections::{HashMap, HashSet};

use entity::{LeadTypeId, UnitId, lead_type_unit};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    auth::{
        Actor,
        lead_types::{AllowedUnits, Candidate},
    },
    error::Result,
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
    let who = Candidate::from(actor);
    let allowed = match who {
        Candidate::Administrator => AllowedUnits::default(),
        _ => AllowedUnits::load(db).await?,
    };
    Ok(lead_types.iter().copied().filter(|id| allowed.refuses(&who, *id).is_none()).collect())
}
