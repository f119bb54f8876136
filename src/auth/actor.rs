//! Who does something: every write is attributed.

use std::sync::Arc;

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
    /// What they reach through their groups and units.
    pub reach: Reach,
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
            Self::User(person) if person.role < Role::Admin => person.reach.groups.contains(&group),
            Self::User(_) | Self::System => true,
        }
    }

    /// Whether a person acts: what a person does to a lead is a touch, automatic work is not.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::User(_))
    }
}
