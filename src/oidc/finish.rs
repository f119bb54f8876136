//! The end: the browser comes back from the provider.

use entity::{UserId, oidc_attempt};
use openidconnect::{
    AuthorizationCode, Nonce, OAuth2TokenResponse, PkceCodeVerifier, TokenResponse, core::CoreUserInfoClaims,
};
use sea_orm::EntityTrait;

use super::{
    Provider, Refusal,
    codes::{self, digest},
    identify::{self, Account},
    provider::{Client, untrusted},
};
use crate::{clock::Clock, context::Ctx};

/// What the provider sends the browser back with.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What the attempt began with.
    pub state: Option<String>,
    /// To be exchanged for the id token.
    pub code: Option<String>,
    /// Why there is none.
    pub error: Option<String>,
    /// Who answers (RFC 9207).
    pub issuer: Option<String>,
}

/// A sign-in that has come to its end.
pub struct Finished {
    /// Where the browser goes, with the code for its client behind `#`: what stands there reaches neither servers nor
    /// their logs.
    pub url: String,
}

/// Ends a sign-in of the browser that keeps this.
///
/// # Errors
/// Why it came to nothing.
pub async fn finish(
    ctx: &Ctx,
    provider: &Provider,
    answer: Answer,
    browser: Option<&str>,
) -> Result<Finished, Refusal> {
    let attempt = take(ctx, answer.state.as_deref(), browser).await?;
    // Another provider's code must not be brought to this one (RFC 9700, section 4.4).
    if answer.issuer.is_some_and(|issuer| issuer != provider.issuer()) {
        return Err(Refusal::Provider("the answer names another issuer".into()));
    }
    let code = match (answer.error, answer.code) {
        (Some(error), _) => return Err(Refusal::Declined(error)),
        (None, None) => return Err(Refusal::Declined("no code".into())),
        (None, Some(code)) => code,
    };
    let oidc_attempt::Model { nonce, verifier, challenge, return_to, .. } = attempt;
    let user = Box::pin(who(ctx, provider, code, verifier, nonce)).await?;
    let tx = ctx.db.begin().await?;
    let code = codes::make(&*tx, &ctx.clock, user, challenge).await?;
    tx.commit().await?;
    Ok(Finished { url: format!("{return_to}#oidcCode={code}") })
}

async fn who(
    ctx: &Ctx,
    provider: &Provider,
    code: String,
    verifier: String,
    nonce: String,
) -> Result<UserId, Refusal> {
    let client = provider.client_now().await?;
    let nonce = Nonce::new(nonce);
    let account = Box::pin(exchange(&client, provider, &ctx.clock, code, verifier, &nonce)).await?;
    identify::user_of(ctx, provider, &account).await
}

/// The attempt that this browser has begun. It is gone with the first answer, whatever that is.
async fn take(ctx: &Ctx, state: Option<&str>, browser: Option<&str>) -> Result<oidc_attempt::Model, Refusal> {
    let (Some(state), Some(browser)) = (state, browser) else { return Err(Refusal::UnknownAttempt) };
    let tx = ctx.db.begin().await?;
    let found = oidc_attempt::Entity::find_by_id(digest(state)).one(&*tx).await?;
    // Who does not have the cookie cannot take it away from who has.
    let found = found.filter(|attempt| attempt.browser_hash == digest(browser));
    let Some(attempt) = found else { return Err(Refusal::UnknownAttempt) };
    let taken = oidc_attempt::Entity::delete_by_id(attempt.state_hash.clone()).exec(&*tx).await?;
    tx.commit().await?;
    if taken.rows_affected == 1 && attempt.expires_at > ctx.clock.now() {
        Ok(attempt)
    } else {
        Err(Refusal::UnknownAttempt)
    }
}

async fn exchange(
    client: &Client,
    provider: &Provider,
    clock: &Clock,
    code: String,
    verifier: String,
    nonce: &Nonce,
) -> Result<Account, Refusal> {
    let request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|error| untrusted("the provider names no token endpoint", &error))?
        .set_pkce_verifier(PkceCodeVerifier::new(verifier));
    let tokens =
        request.request_async(provider.http()).await.map_err(|error| untrusted("token endpoint", &error))?;
    let token = tokens.id_token().ok_or_else(|| Refusal::Provider("there is no id token".into()))?;
    let clock = clock.clone();
    let verifier =
        client.id_token_verifier().set_allowed_algs(Provider::believed()).set_time_fn(move || clock.now());
    let claims = token.claims(&verifier, nonce).map_err(|error| untrusted("id token", &error))?;
    if let Some(expected) = claims.access_token_hash() {
        let wrong = |error: &dyn std::error::Error| untrusted("access token", error);
        let algorithm = token.signing_alg().map_err(|error| wrong(&error))?;
        let key = token.signing_key(&verifier).map_err(|error| wrong(&error))?;
        let actual = openidconnect::AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
            .map_err(|error| wrong(&error))?;
        if actual != *expected {
            return Err(Refusal::Provider("the access token is not the id token's".into()));
        }
    }
    let account = Account::of_token(claims);
    if account.email.is_some() {
        return Ok(account);
    }
    // A provider need not put it into the token (OpenID Connect Core 1.0, section 5.4).
    let Ok(request) = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) else {
        return Ok(account);
    };
    let told: CoreUserInfoClaims =
        request.request_async(provider.http()).await.map_err(|error| untrusted("user info", &error))?;
    Ok(account.with_info(&told))
}
