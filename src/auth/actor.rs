//! Who does something: every write is attributed.

use std::sync::Arc;

use entity::{GroupId, Role, UnitId, UserId};

/// A person, or Leadline itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in.
    User(Arc<Person>),
    /// Leadline itself: scheduled work, imports from the command line.
    System,
}

/// Somebody who signed in, and what they reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
    /// What they reach through their groups and units.
    pub reach: Reach,
}

/// What somebody reaches through their groups and units (`domain.md` section 12). All lists are sorted, each entry once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Groups whose leads they see: their own, and those that these collaborate with.
    pub groups: Vec<GroupId>,
    /// Groups that they manage.
    pub managed_groups: Vec<GroupId>,
    /// Units that they work in: they see what waits there.
    pub units: Vec<UnitId>,
    /// Units that they manage: they see all that is there.
    pub managed_units: Vec<UnitId>,
}

impl Actor {
    /// A person who belongs to no group and no unit.
    pub fn user(id: UserId, role: Role) -> Self {
        Self::person(id, role, Reach::default())
    }

    /// A person with what they reach.
    pub fn person(id: UserId, role: Role, reach: Reach) -> Self {
        Self::User(Arc::new(Person { id, role, reach }))
    }

    /// The person's id, if it is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User(person) => Some(person.id),
            Self::System => None,
        }
    }

    /// Whether they may put a lead into the group: they see its leads.
    pub fn reaches_group(&self, group: GroupId) -> bool {
        match self {
            Self::User(person) if person.role < Role::Admin => person.reach.groups.contains(&group),
            Self::User(_) | Self::System => true,
        }
    }

    /// Whether they manage the group: everybody's members are an administrator's.
    pub fn manages_group(&self, group: GroupId) -> bool {
        self.administers(|reach| reach.managed_groups.contains(&group))
    }

    /// Whether they manage the unit.
    pub fn manages_unit(&self, unit: UnitId) -> bool {
        self.administers(|reach| reach.managed_units.contains(&unit))
    }

    fn administers(&self, of_reach: impl FnOnce(&Reach) -> bool) -> bool {
        match self {
            Self::User(person) if person.role < Role::Admin => of_reach(&person.reach),
            Self::User(_) | Self::System => true,
        }
    }

    /// Whether a person acts: what a person does to a lead is a touch, automatic work is not.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::User(_))
    }
}
