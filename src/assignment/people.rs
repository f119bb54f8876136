//! Who may be given leads now: those who are active, not away, and may use leads of their type.

use std::{collections::HashMap, str::FromStr};

use chrono::{DateTime, Days, NaiveDate, Utc};
use entity::{LeadTypeId, UnitId, UserId, absence, unit, unit_member, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Target;
use crate::{
    auth::lead_types::{AllowedUnits, Candidate, candidates},
    error::Result,
};

/// Units with their members, and users, as rules need them.
#[derive(Clone, Debug, Default)]
pub struct People {
    users: HashMap<UserId, user::Model>,
    /// In the order of ids.
    members: HashMap<UnitId, Vec<UserId>>,
    units: HashMap<UnitId, String>,
    away_until: HashMap<UserId, NaiveDate>,
    allowed: AllowedUnits,
    candidates: HashMap<UserId, Candidate>,
}

impl People {
    /// Reads them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load(
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
        units: &[UnitId],
        users: &[UserId],
    ) -> Result<Self> {
        let mut people = Self { allowed: AllowedUnits::load(db).await?, ..Self::default() };
        let mut wanted = users.to_vec();
        if !units.is_empty() {
            let named = unit::Entity::find().filter(unit::Column::Id.is_in(units.iter().copied()));
            people.units = named.all(db).await?.into_iter().map(|unit| (unit.id, unit.name)).collect();
            let members = unit_member::Entity::find()
                .filter(unit_member::Column::UnitId.is_in(units.iter().copied()))
                .all(db)
                .await?;
            for member in members {
                people.members.entry(member.unit_id).or_default().push(member.user_id);
                wanted.push(member.user_id);
            }
            people.members.values_mut().for_each(|members| members.sort_unstable());
        }
        if wanted.is_empty() {
            return Ok(people);
        }
        wanted.sort_unstable();
        wanted.dedup();
        let found =
            user::Entity::find().filter(user::Column::Id.is_in(wanted.iter().copied())).all(db).await?;
        if !people.allowed.is_everything() {
            let named = found.iter().filter(|user| users.contains(&user.id));
            people.candidates = candidates(db, named).await?;
        }
        // A day earlier or later somewhere on Earth.
        let (yesterday, tomorrow) = around(now.date_naive());
        let absences = absence::Entity::find()
            .filter(absence::Column::UserId.is_in(wanted))
            .filter(absence::Column::FromDay.lte(tomorrow))
            .filter(absence::Column::UntilDay.gte(yesterday))
            .all(db)
            .await?;
        people.users = found.into_iter().map(|user| (user.id, user)).collect();
        for absence in absences {
            let Some(user) = people.users.get(&absence.user_id) else { continue };
            if (absence.from_day..=absence.until_day).contains(&today(user, now)) {
                let until = people.away_until.entry(user.id).or_insert(absence.until_day);
                *until = absence.until_day.max(*until);
            }
        }
        Ok(people)
    }

    /// Why leads of this type cannot go where a rule sends leads; none when they can.
    pub fn obstacle(&self, target: Target, lead_type: LeadTypeId) -> Option<String> {
        let refused = |who: &Candidate, name: &str| {
            let key = self.allowed.refuses(who, lead_type)?;
            Some(format!("{name} may not use the lead type {key}"))
        };
        match target {
            Target::Unit(unit) | Target::RoundRobin(unit) => {
                refused(&Candidate::Unit(unit), self.unit_name(unit))
            }
            Target::User(user) => self
                .missing(user)
                .or_else(|| self.candidates.get(&user).and_then(|who| refused(who, self.user_name(user)))),
        }
    }

    /// What a unit is called.
    pub fn unit_name(&self, unit: UnitId) -> &str {
        self.units.get(&unit).map_or("a unit", String::as_str)
    }

    /// What a user is called.
    pub fn user_name(&self, user: UserId) -> &str {
        self.users.get(&user).map_or("a user", |user| &user.name)
    }

    /// Members of a unit who are there, and why the others are passed over.
    pub fn present(&self, unit: UnitId) -> (Vec<UserId>, Vec<String>) {
        let members = self.members.get(&unit).map(Vec::as_slice).unwrap_or_default();
        let (mut present, mut others) = (Vec::new(), Vec::new());
        for member in members {
            match self.missing(*member) {
                None => present.push(*member),
                Some(why) => others.push(why),
            }
        }
        (present, others)
    }

    /// Why a user is passed over; none when they are there.
    pub fn missing(&self, user: UserId) -> Option<String> {
        let Some(found) = self.users.get(&user) else { return Some("a user who is gone".to_owned()) };
        let name = &found.name;
        match self.away_until.get(&user) {
            _ if !found.is_active => Some(format!("{name} is not active")),
            Some(until) => Some(format!("{name} is away until {until}")),
            None => None,
        }
    }
}

fn around(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let one = Days::new(1);
    (day.checked_sub_days(one).unwrap_or(day), day.checked_add_days(one).unwrap_or(day))
}

/// The day on the user's own clock.
fn today(user: &user::Model, now: DateTime<Utc>) -> NaiveDate {
    let zone = user.time_zone.as_deref().and_then(|zone| chrono_tz::Tz::from_str(zone).ok());
    zone.map_or_else(|| now.date_naive(), |zone| now.with_timezone(&zone).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communications::fixture::user_model;

    #[test]
    fn a_day_begins_on_the_users_own_clock() {
        let user = |zone: &str| user::Model { time_zone: Some(zone.into()), ..user_model(1) };
        let late: DateTime<Utc> = "2026-03-01T23:30:00Z".parse().unwrap();
        let day = |zone| today(&user(zone), late).to_string();
        assert_eq!(day("Europe/Vienna"), "2026-03-02");
        assert_eq!(day("America/New_York"), "2026-03-01");
        assert_eq!(day("no zone"), "2026-03-01");
    }
}
