//! Signing in: the one thing that needs no token.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::TimeDelta;

use super::{
    budget::Budget,
    errors::{Result, UserError, outcome, rate_limited},
    scalars::{DateTime, EmailAddress},
    users::User,
};
use crate::{auth::sessions, context::Visitor, error::Error};

/// Signing in.
#[derive(Default)]
pub struct SignInMutation;

/// Who signs in.
#[derive(InputObject)]
pub struct SignInInput {
    /// The address of the user.
    pub email: EmailAddress,
    /// Their password.
    #[graphql(secret)]
    pub password: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of signing in.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The access token: send it as `Authorization: Bearer …`. Absent when the sign-in was refused.
    pub access_token: Option<String>,
    /// When the token stops working: sign in again before.
    pub expires_at: Option<DateTime>,
    /// The user who is now signed in.
    pub user: Option<User>,
    /// Why the sign-in was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl SignInMutation {
    /// Signs in by e-mail address and password. This is the only field that works without a token.
    #[graphql(complexity = "100 + child_complexity")]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: Box<SignInInput>,
    ) -> Result<SignInPayload> {
        let visitor = ctx.data_opt::<Visitor>();
        let visitor = visitor.ok_or_else(|| Error::fault("the request carries no visitor"))?;
        // For each field, so that aliases in one document do not get round it.
        if let Some(budget) = ctx.data_opt::<Budget>() {
            let what = "too many tries to sign in from your address";
            budget.try_sign_in().map_err(|exhausted| rate_limited(&exhausted, what))?;
        }
        let lifetime = TimeDelta::minutes(visitor.config.auth.access_token_minutes);
        let (db, clock, origin) = (&visitor.db, &visitor.clock, &visitor.origin);
        let signed_in = sessions::sign_in(db, clock, origin, &input.email.0, input.password, lifetime).await;
        // Also a failure was noted.
        visitor.bus.wake();
        let done = outcome(signed_in)?;
        let (access_token, rest) = match done.value {
            Some(token) => (Some(token.token), Some((token.expires_at, token.user))),
            None => (None, None),
        };
        let (expires_at, user) = rest.unzip();
        Ok(SignInPayload {
            access_token,
            expires_at: expires_at.map(DateTime),
            user: user.map(User::from),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}
