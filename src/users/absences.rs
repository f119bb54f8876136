//! When users are away. Days begin and end on the user's own clock.

use std::{collections::HashSet, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AbsenceId, EventType, Role, UserId, absence, group_member, unit_member, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

use crate::{
    auth::{
        Actor,
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::{Code, Error, Problems, Result},
    events::Note,
    leads::contact,
};

/// Days on which a user will be away.
#[derive(Clone, Debug, Serialize)]
pub struct NewAbsence {
    /// Who.
    pub user: UserId,
    /// The first day.
    pub from_day: NaiveDate,
    /// The last day.
    pub until_day: NaiveDate,
    /// Why: for themself, their managers and administrators.
    pub note: Option<String>,
}

/// Enters days on which a user is away: assignment passes over them. For themself, their managers and administrators.
///
/// # Errors
/// `FORBIDDEN`; `NOT_FOUND` when there is no such user; `INVALID` when the days are in the wrong order; `TAKEN` when they
/// overlap with others.
pub async fn add_absence(ctx: &Ctx, new: &NewAbsence) -> Result<AbsenceId> {
    ctx.write("addAbsence", Mode::Commit, new, async |tx| {
        // Two that overlap must not be entered at the same time.
        reach::has_changed(&**tx).await?;
        let user = user::Entity::find_by_id(new.user).one(&**tx).await?;
        let user = user.ok_or_else(|| Error::not_found("user", "user_id"))?;
        may_change(&**tx, &ctx.actor, user.id).await?;
        let mut problems = Problems::default();
        let note = new.note.as_deref().and_then(|note| problems.take(contact::line("note", note)).flatten());
        if new.from_day > new.until_day {
            let message = format!("the last day ({}) is before the first ({})", new.until_day, new.from_day);
            problems.add(Code::Invalid, &["until_day"], message);
        }
        let overlapping = absence::Entity::find()
            .filter(absence::Column::UserId.eq(user.id))
            .filter(absence::Column::FromDay.lte(new.until_day))
            .filter(absence::Column::UntilDay.gte(new.from_day))
            .order_by_asc(absence::Column::FromDay);
        if let Some(other) = overlapping.one(&**tx).await? {
            let message = format!(
                "{} is away from {} until {} already; choose other days, or remove that absence first",
                user.name, other.from_day, other.until_day
            );
            problems.add(Code::Taken, &["from_day"], message);
        }
        problems.finish()?;
        let id: AbsenceId = ctx.new_id();
        let row = absence::Model {
            id,
            user_id: user.id,
            from_day: new.from_day,
            until_day: new.until_day,
            note,
            created_at: ctx.clock.now(),
        };
        absence::Entity::insert(row.clone().into_active_model()).exec_without_returning(&**tx).await?;
        ctx.note(tx, Note::created(EventType::AbsenceAdded, &row)).await?;
        Ok(id)
    })
    .await
}

/// Takes an absence back. For the user themself, their managers and administrators.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`.
pub async fn remove_absence(ctx: &Ctx, id: AbsenceId) -> Result<UserId> {
    ctx.write("removeAbsence", Mode::Commit, &id, async |tx| {
        let found = absence::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
        let found = found.ok_or_else(|| Error::not_found("absence", "id"))?;
        may_change(&**tx, &ctx.actor, found.user_id).await?;
        absence::Entity::delete_by_id(id).exec(&**tx).await?;
        ctx.note(tx, Note::removed(EventType::AbsenceRemoved, &found)).await?;
        Ok(found.user_id)
    })
    .await
}

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
