//! Which kinds of leads may be used where (`domain.md` section 12): by the units that a kind names and by those that
//! collaborate with them, everywhere when it names none; by administrators always.
//!
//! To use a kind of lead is to add one, to turn one into it, and to get one into one's hands: whoever gets a lead, a user
//! or a unit, must be one of those who may use its kind, whoever gives it to them.

use std::collections::{HashMap, HashSet};

use entity::{
    LeadTypeId, Role, UnitId, UserId, lead_type, lead_type_unit, unit_collaboration, unit_member, user,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Actor;
use crate::error::Result;

/// Which units may use which kinds of leads, read once for however many leads.
#[derive(Clone, Debug, Default)]
pub struct AllowedUnits(HashMap<LeadTypeId, Restricted>);

/// A kind of lead that names units.
#[derive(Clone, Debug, Default)]
struct Restricted {
    key: String,
    /// Those that it names, and those that collaborate with them.
    units: HashSet<UnitId>,
}

/// Somebody who is to use a kind of lead, or a unit in which such leads are to wait.
#[derive(Clone, Debug)]
pub enum Candidate {
    /// Leadline itself, or an administrator.
    Administrator,
    /// Somebody who works in these units.
    MemberOf(Vec<UnitId>),
    /// A unit.
    Unit(UnitId),
}

impl AllowedUnits {
    /// Reads them; where no kind names a unit, it costs one statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let mut restricted: HashMap<LeadTypeId, Restricted> = HashMap::new();
        for row in lead_type_unit::Entity::find().all(db).await? {
            restricted.entry(row.lead_type_id).or_default().units.insert(row.unit_id);
        }
        if restricted.is_empty() {
            return Ok(Self::default());
        }
        let named = lead_type::Column::Id.is_in(restricted.keys().copied());
        for row in lead_type::Entity::find().filter(named).all(db).await? {
            restricted.entry(row.id).or_default().key = row.key;
        }
        let together = unit_collaboration::Entity::find().all(db).await?;
        for Restricted { units, .. } in restricted.values_mut() {
            let joining = |row: &unit_collaboration::Model| {
                let joins = units.contains(&row.partner_id).then_some(row.unit_id);
                let joined = (row.is_mutual && units.contains(&row.unit_id)).then_some(row.partner_id);
                [joins, joined]
            };
            let others: Vec<_> = together.iter().flat_map(joining).flatten().collect();
            units.extend(others);
        }
        Ok(Self(restricted))
    }

    /// The key of the kind of lead, if somebody may not use it.
    pub fn refuses(&self, who: &Candidate, lead_type: LeadTypeId) -> Option<&str> {
        let Restricted { key, units } = self.0.get(&lead_type)?;
        let may = match who {
            Candidate::Administrator => true,
            Candidate::MemberOf(own) => own.iter().any(|unit| units.contains(unit)),
            Candidate::Unit(unit) => units.contains(unit),
        };
        (!may).then_some(key)
    }

    /// Whether every kind may be used everywhere.
    pub fn is_everything(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&Actor> for Candidate {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::User(person) if person.role < Role::Admin => Self::MemberOf(person.reach().units.clone()),
            Actor::User(_) | Actor::System => Self::Administrator,
        }
    }
}

/// Users, as kinds of leads ask about them.
///
/// # Errors
/// The database failed.
pub async fn candidates<'a>(
    db: &impl ConnectionTrait,
    users: impl IntoIterator<Item = &'a user::Model>,
) -> Result<HashMap<UserId, Candidate>> {
    let mut all: HashMap<_, _> = users.into_iter().map(|user| (user.id, candidate(user))).collect();
    let members = unit_member::Entity::find().filter(unit_member::Column::UserId.is_in(all.keys().copied()));
    for member in members.all(db).await? {
        if let Some(Candidate::MemberOf(units)) = all.get_mut(&member.user_id) {
            units.push(member.unit_id);
        }
    }
    Ok(all)
}

fn candidate(user: &user::Model) -> Candidate {
    if user.role == Role::Admin { Candidate::Administrator } else { Candidate::MemberOf(Vec::new()) }
}
