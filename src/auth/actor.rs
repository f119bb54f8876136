//! Who does something: every write is attributed.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use entity::{ApiKeyId, ApiKeyScope, GroupId, Role, UnitId, UserId};

/// A person, or Leadline itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in.
    User(Arc<Person>),
    /// Leadline itself: scheduled work, imports from the command line.
    System,
}

/// Somebody who signed in, and what they reach.
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
    /// Streams live for hours, and what their people reach changes meanwhile: all who hold the person see the change.
    reach: RwLock<Arc<Reach>>,
    /// By what they are known to be who they are.
    pub credential: Credential,
}

/// By what somebody is known to be who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Credential {
    /// They signed in.
    #[default]
    SignIn,
    /// An integration shows a key that acts for them.
    ApiKey(ApiKeyUse),
}

/// A key that acts for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyUse {
    /// Which key.
    pub id: ApiKeyId,
    /// What it may be used for, in the order of the enum, each once.
    pub scopes: Vec<ApiKeyScope>,
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
    /// The state of the organisation that this is of: [`reach::current`](super::reach::current) of its time.
    pub as_of: i64,
}

impl Actor {
    /// A person who belongs to no group and no unit.
    pub fn user(id: UserId, role: Role) -> Self {
        Self::person(id, role, Reach::default())
    }

    /// A person with what they reach, who signed in.
    pub fn person(id: UserId, role: Role, reach: Reach) -> Self {
        Self::known_by(id, role, reach, Credential::SignIn)
    }

    /// A person with what they reach, known by this credential.
    pub fn known_by(id: UserId, role: Role, reach: Reach, credential: Credential) -> Self {
        let reach = RwLock::new(Arc::new(reach));
        Self::User(Arc::new(Person { id, role, reach, credential }))
    }

    /// The key that acts for the person, if it is one.
    pub fn api_key(&self) -> Option<&ApiKeyUse> {
        match self {
            Self::User(person) => match &person.credential {
                Credential::ApiKey(key) => Some(key),
                Credential::SignIn => None,
            },
            Self::System => None,
        }
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
            Self::User(person) if person.role < Role::Admin => person.reach().groups.contains(&group),
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
            Self::User(person) if person.role < Role::Admin => of_reach(&person.reach()),
            Self::User(_) | Self::System => true,
        }
    }

    /// Whether a person acts: what a person does to a lead is a touch, automatic work is not.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::User(_))
    }

    /// Whether they are the same, with the same role, known by the same credential; what they reach may differ.
    pub fn has_role_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::User(one), Self::User(other)) => one.is_same(other),
            (one, other) => one == other,
        }
    }
}

impl Person {
    /// What they reach now, as far as it is known.
    pub fn reach(&self) -> Arc<Reach> {
        self.reach.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.id, self.role, &self.credential) == (other.id, other.role, &other.credential)
    }

    /// From now on, they reach this.
    pub(super) fn set_reach(&self, reach: Reach) {
        *self.reach.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(reach);
    }
}

impl PartialEq for Person {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) && self.reach() == other.reach()
    }
}

impl Eq for Person {}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Person");
        shown.field("id", &self.id).field("role", &self.role).field("credential", &self.credential);
        shown.field("reach", &self.reach()).finish()
    }
}
