//! Whether a caller fulfils what a root field demands.

use async_graphql::{Context, ServerError};

use super::{
    demand::{Demand, Keys, any_of},
    reading, table,
};
use crate::{
    auth::{ApiKeyUse, policy},
    context::Ctx,
    error::{Error, Problem},
    graphql::errors::ApiError,
};

/// Why a field is not run.
pub enum Refusal {
    /// Told at the top of the answer.
    Error(ApiError),
    /// The caller's role is too low: a mutation tells it in its payload, as it tells all that its caller can cause.
    Role(Vec<Problem>),
}

impl Refusal {
    /// As an error at the place of the field.
    pub fn at(self, ctx: &Context<'_>) -> ServerError {
        let error = match self {
            Self::Error(error) => error,
            Self::Role(problems) => Error::Refused(problems).into(),
        };
        ctx.set_error_path(async_graphql::Error::from(error).into_server_error(ctx.item.pos))
    }
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Checks the field in hand, of this root type.
///
/// # Errors
/// Nobody is signed in, the role is too low, or the API key may not; or the field has no line in the table.
pub fn check(ctx: &Context<'_>, root: &str) -> Result<(), Refusal> {
    let field = ctx.item.node.name.node.as_str();
    let Some(demand) = table::demand(root, field) else {
        let message = format!("{root}.{field} has no line in graphql/guard/table.rs: it is not run");
        return Err(Error::fault(message).into());
    };
    let Some(keys) = demand.keys() else { return Ok(()) };
    let cx = ctx.data_opt::<Ctx>().ok_or(Error::Unauthenticated)?;
    if let Some(key) = cx.actor.api_key() {
        let what = format!("`{field}`");
        admits(keys, key, &what)?;
        reading::below(ctx, root, key)?;
    }
    match demand {
        Demand::May(action, _) => policy::may(&cx.actor, action).map_err(|error| match error {
            Error::Refused(problems) => Refusal::Role(problems),
            error => error.into(),
        }),
        Demand::Public | Demand::User(_) => Ok(()),
    }
}

/// Whether a key is let in.
///
/// # Errors
/// `FORBIDDEN`, naming the scopes of which it lacks one.
pub fn admits(keys: Keys, key: &ApiKeyUse, what: &str) -> Result<(), ApiError> {
    let message = match keys {
        Keys::With(scopes) if scopes.iter().any(|scope| key.scopes.contains(scope)) => return Ok(()),
        Keys::With(scopes) => format!("{what} needs an API key with the scope {}", any_of(scopes)),
        Keys::Never => format!("{what} is not for API keys: sign in as yourself"),
    };
    Err(ApiError::new("FORBIDDEN", message))
}
