//! When users are away. Days begin and end on the user's own clock.

mod add;
mod check;
mod remove;
mod update;

pub use add::{NewAbsence, add_absence};
pub use remove::remove_absence;
pub use update::{UpdateAbsence, update_absence};

use std::{collections::HashSet, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{Role, UserId, absence, group_member, unit_member, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    auth::{
        Actor,
        policy::{self, Action},
    },
    error::Result,
};

/// # Errors
/// `FORBIDDEN`.
async fn may_change(db: &impl ConnectionTrait, actor: &Actor, user: UserId) -> Result<()> {
    if actor.user_id() == Some(user) || managed_by(db, actor, &[user]).await?.contains(&user) {
        return Ok(());
    }
    policy::may(actor, Action::Configure)
}

/// Those of the users who belong to a group or unit that the actor manages; all, for administrators.
///
/// # Errors
/// The database failed.
pub async fn managed_by(
    db: &impl ConnectionTrait,
    actor: &Actor,
    users: &[UserId],
) -> Result<HashSet<UserId>> {
    let person = match actor {
        Actor::User(person) if person.role < Role::Admin => person,
        Actor::User(_) | Actor::System => return Ok(users.iter().copied().collect()),
    };
    let (reach, mut managed) = (person.reach(), HashSet::new());
    if !reach.managed_groups.is_empty() {
        let of_groups = group_member::Entity::find()
            .filter(group_member::Column::GroupId.is_in(reach.managed_groups.iter().copied()))
            .filter(group_member::Column::UserId.is_in(users.iter().copied()));
        let of_groups = of_groups.select_only().column(group_member::Column::UserId);
        managed.extend(of_groups.into_tuple::<UserId>().all(db).await?);
    }
    if !reach.managed_units.is_empty() {
        let of_units = unit_member::Entity::find()
            .filter(unit_member::Column::UnitId.is_in(reach.managed_units.iter().copied()))
            .filter(unit_member::Column::UserId.is_in(users.iter().copied()));
        let of_units = of_units.select_only().column(unit_member::Column::UserId);
        managed.extend(of_units.into_tuple::<UserId>().all(db).await?);
    }
    Ok(managed)
}

/// The absences of these users, the latest first.
///
/// # Errors
/// The database failed.
pub async fn absences_of(db: &impl ConnectionTrait, users: &[UserId]) -> Result<Vec<absence::Model>> {
    let rows = absence::Entity::find()
        .filter(absence::Column::UserId.is_in(users.iter().copied()))
        .order_by_desc(absence::Column::FromDay);
    Ok(rows.all(db).await?)
}

/// Whether one of these absences of a user covers a day on their own clock.
pub fn is_absent(absences: &[absence::Model], day: NaiveDate) -> bool {
    absences.iter().any(|absence| (absence.from_day..=absence.until_day).contains(&day))
}

/// The day on the user's own clock; on that of Greenwich when their time zone is not known.
pub fn today_of(user: &user::Model, now: DateTime<Utc>) -> NaiveDate {
    let zone = user.time_zone.as_deref().and_then(|zone| chrono_tz::Tz::from_str(zone).ok());
    zone.map_or_else(|| now.date_naive(), |zone| now.with_timezone(&zone).date_naive())
}
