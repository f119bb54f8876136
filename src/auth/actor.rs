//! Who does something: every write is attributed.

use entity::{Role, UserId};

/// A person, or Leadline itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who signed in.
    User {
        /// Who.
        id: UserId,
        /// What they may do.
        role: Role,
    },
    /// Leadline itself: scheduled work, imports from the command line.
    System,
}

impl Actor {
    /// The person, if it is one.
    pub fn user_id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::System => None,
        }
    }

    /// Whether a person acts: what a person does to a lead is a touch, automatic work is not.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::User { .. })
    }
}
