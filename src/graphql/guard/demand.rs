//! What a field demands of its caller.

use std::fmt;

use entity::ApiKeyScope;

use crate::auth::policy::Action;

/// What a field at the root demands.
#[derive(Clone, Copy, Debug)]
pub enum Demand {
    /// Nothing: it is there for those who are not signed in.
    Public,
    /// That somebody is signed in, or that an API key acts for them.
    User(Keys),
    /// That, and a role that may do this.
    May(Action, Keys),
}

/// Which API keys are let in.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// None: a person has to do it.
    Never,
    /// Those with at least one of these scopes.
    With(&'static [ApiKeyScope]),
}

impl Demand {
    /// Which API keys are let in.
    pub fn keys(self) -> Option<Keys> {
        match self {
            Self::Public => None,
            Self::User(keys) | Self::May(_, keys) => Some(keys),
        }
    }
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::User(keys) => write!(f, "signed in; {keys}"),
            Self::May(action, keys) => write!(f, "may {action:?}; {keys}"),
        }
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("no API key"),
            Self::With(scopes) => write!(f, "API key with {}", any_of(scopes)),
        }
    }
}

/// Scopes in words.
pub fn any_of(scopes: &[ApiKeyScope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" or ")
}
