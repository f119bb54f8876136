//! Signing in, and staying so: what needs no token.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::{limited, visitor};
use crate::{
    error::{self, Code, Problem},
    graphql::{
        errors::{Result, UserError, outcome},
        scalars::{DateTime, EmailAddress},
        users::User,
    },
    sign_in::{self, Step, Tokens},
};

/// Signing in, and staying so.
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

/// The second half of a sign-in.
#[derive(InputObject)]
pub struct CompleteSignInInput {
    /// The `challenge` that `signIn` gave.
    #[graphql(secret)]
    pub challenge: String,
    /// The code that the authenticator app shows, or one of the recovery codes.
    #[graphql(secret)]
    pub code: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// Staying signed in.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The refresh token of the last `signIn` or `refreshSession`. It works once.
    #[graphql(secret)]
    pub refresh_token: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of signing in.
#[derive(Default, SimpleObject)]
pub struct SignInPayload {
    /// The access token: send it as `Authorization: Bearer …`. Absent when the sign-in was refused, or is not complete.
    pub access_token: Option<String>,
    /// When the access token stops working: call `refreshSession` before.
    pub expires_at: Option<DateTime>,
    /// Gives the next tokens, once: keep it where other programs cannot read it.
    pub refresh_token: Option<String>,
    /// When the refresh token stops working, and with it the session.
    pub refresh_expires_at: Option<DateTime>,
    /// With `TWO_FACTOR_REQUIRED`: show it to `completeSignIn` together with a code.
    pub challenge: Option<String>,
    /// When the challenge stops working.
    pub challenge_expires_at: Option<DateTime>,
    /// With `TOO_MANY_ATTEMPTS`: after how many seconds to try again.
    pub retry_after: Option<i64>,
    /// The user who is now signed in.
    pub user: Option<User>,
    /// Why the sign-in was refused, or what is still to be shown; empty when it is complete.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// The result of refreshing a session.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// The new access token; the old one works until its own end. Absent when the session has ended.
    pub access_token: Option<String>,
    /// When the access token stops working.
    pub expires_at: Option<DateTime>,
    /// The new refresh token; the old one is used up.
    pub refresh_token: Option<String>,
    /// When the refresh token stops working, and with it the session.
    pub refresh_expires_at: Option<DateTime>,
    /// The user who is signed in.
    pub user: Option<User>,
    /// Why there are no new tokens; empty when there are.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl SignInMutation {
    /// Signs in by e-mail address and password. Works without a token. Whoever has a second factor gets a `challenge`, and
    /// goes on with `completeSignIn`. After five failures the account is locked for a growing time, at most 15 minutes.
    #[graphql(complexity = "100 + child_complexity")]
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: Box<SignInInput>,
    ) -> Result<SignInPayload> {
        limited(ctx)?;
        let step = sign_in::sign_in(visitor(ctx)?, &input.email.0, input.password).await;
        SignInPayload::of(step, input.client_mutation_id)
    }

    /// Completes a sign-in by the second factor. Works without a token. Wrong codes count like wrong passwords; a code
    /// works once.
    #[graphql(complexity = "100 + child_complexity")]
    async fn complete_sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The challenge and the code.")] input: Box<CompleteSignInInput>,
    ) -> Result<SignInPayload> {
        limited(ctx)?;
        let step = sign_in::complete_sign_in(visitor(ctx)?, &input.challenge, &input.code).await;
        SignInPayload::of(step, input.client_mutation_id)
    }

    /// Gives new tokens for a refresh token, once. Works without an access token. A refresh token that is shown a second
    /// time ends its session at once, for a thief may have it: take turns when several tabs share one.
    #[graphql(complexity = "100 + child_complexity")]
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token.")] input: Box<RefreshSessionInput>,
    ) -> Result<RefreshSessionPayload> {
        limited(ctx)?;
        let done = outcome(sign_in::refresh_session(visitor(ctx)?, &input.refresh_token).await)?;
        let (pair, user) = done.value.map(|Tokens { pair, user }| (pair, user)).unzip();
        Ok(RefreshSessionPayload {
            access_token: pair.as_ref().map(|pair| pair.access.clone()),
            expires_at: pair.as_ref().map(|pair| DateTime(pair.access_expires_at)),
            refresh_token: pair.as_ref().map(|pair| pair.refresh.clone()),
            refresh_expires_at: pair.as_ref().map(|pair| DateTime(pair.refresh_expires_at)),
            user: user.map(User::from),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}

impl SignInPayload {
    fn of(step: error::Result<Step>, client_mutation_id: Option<String>) -> Result<Self> {
        let done = outcome(step)?;
        let payload = match done.value {
            None => Self { user_errors: done.user_errors, ..Self::default() },
            Some(Step::SignedIn(tokens)) => {
                let Tokens { pair, user } = *tokens;
                Self {
                    access_token: Some(pair.access),
                    expires_at: Some(DateTime(pair.access_expires_at)),
                    refresh_token: Some(pair.refresh),
                    refresh_expires_at: Some(DateTime(pair.refresh_expires_at)),
                    user: Some(user.into()),
                    ..Self::default()
                }
            }
            Some(Step::TwoFactor(challenge)) => {
                let message =
                    "now show the challenge and a code of your authenticator app to `completeSignIn`";
                let problem = Problem::new(Code::TwoFactorRequired, &[], message);
                Self {
                    challenge: Some(challenge.token),
                    challenge_expires_at: Some(DateTime(challenge.expires_at)),
                    user_errors: vec![UserError::of_input(&problem)],
                    ..Self::default()
                }
            }
            Some(Step::Locked(locked)) => {
                let problem = Problem::new(Code::TooManyAttempts, &[], locked.message());
                Self {
                    retry_after: Some(locked.seconds()),
                    user_errors: vec![UserError::of_input(&problem)],
                    ..Self::default()
                }
            }
        };
        Ok(Self { client_mutation_id, ..payload })
    }
}
