//! Signing in through an OpenID provider, as far as GraphQL goes: what a sign-in page needs to know, and the tokens for
//! the code with which a browser comes back.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::{
    budget::Budget,
    errors::{Result, UserError, outcome, rate_limited},
    scalars::{DateTime, Url},
    users::User,
};
use crate::{
    context::Visitor,
    error::Error,
    oidc,
    sign_in::{self, Tokens},
};

/// The provider.
#[derive(Default)]
pub struct OidcQuery;

/// Signing in with a code.
#[derive(Default)]
pub struct OidcMutation;

/// An OpenID provider through which people sign in.
#[derive(Clone, Debug, SimpleObject)]
pub struct OidcProvider {
    /// What the button says.
    pub label: String,
    /// Where the browser goes, with `?challenge=` and the SHA-256 of a random verifier in base64url (RFC 7636, `S256`), and
    /// `&return_to=` with a page on the list `auth.oidc.return_urls`. It comes back to that page with `#oidcCode=`, for
    /// `signInWithOidcCode`.
    pub start_url: Url,
}

/// A code, and the proof that it was this client who asked for it.
#[derive(InputObject)]
pub struct SignInWithOidcCodeInput {
    /// What stood behind `#oidcCode=` when the browser came back: good once, for a minute.
    #[graphql(secret)]
    pub code: String,
    /// The verifier whose challenge the sign-in began with.
    #[graphql(secret)]
    pub verifier: String,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of signing in with a code.
#[derive(SimpleObject)]
pub struct SignInWithOidcCodePayload {
    /// The access token: send it as `Authorization: Bearer …`. Absent when the sign-in was refused.
    pub access_token: Option<String>,
    /// When the access token stops working: call `refreshSession` before.
    pub expires_at: Option<DateTime>,
    /// Gives the next tokens, once: keep it where other programs cannot read it.
    pub refresh_token: Option<String>,
    /// When the refresh token stops working, and with it the session.
    pub refresh_expires_at: Option<DateTime>,
    /// The user who is now signed in.
    pub user: Option<User>,
    /// Why the sign-in was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

#[Object]
impl OidcQuery {
    /// The OpenID provider through which people sign in; absent when there is none. It needs no token: it is for the
    /// page on which people sign in.
    #[allow(clippy::unused_async, reason = "resolvers are")]
    async fn oidc_provider(&self, ctx: &Context<'_>) -> Result<Option<OidcProvider>> {
        let config = &visitor(ctx)?.config;
        if config.auth.oidc.issuer.is_none() {
            return Ok(None);
        }
        let home = config.public_url().map_err(Error::fault)?;
        let start_url = Url(format!("{home}{}", oidc::START));
        Ok(Some(OidcProvider { label: config.auth.oidc.label.clone(), start_url }))
    }
}

#[Object]
impl OidcMutation {
    /// Signs in with the code with which the browser came back from the OpenID provider. It needs no token.
    #[graphql(complexity = "100 + child_complexity")]
    async fn sign_in_with_oidc_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code.")] input: Box<SignInWithOidcCodeInput>,
    ) -> Result<SignInWithOidcCodePayload> {
        let visitor = visitor(ctx)?;
        if let Some(budget) = ctx.data_opt::<Budget>() {
            let what = "too many tries to sign in from your address";
            budget.try_sign_in().map_err(|exhausted| rate_limited(&exhausted, what))?;
        }
        let signed_in = sign_in::sign_in_with_oidc_code(visitor, &input.code, &input.verifier);
        let done = outcome(Box::pin(signed_in).await)?;
        let (pair, user) = done.value.map(|Tokens { pair, user }| (pair, user)).unzip();
        Ok(SignInWithOidcCodePayload {
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

fn visitor<'a>(ctx: &Context<'a>) -> Result<&'a Visitor> {
    Ok(ctx.data_opt::<Visitor>().ok_or_else(|| Error::fault("the request carries no visitor"))?)
}
