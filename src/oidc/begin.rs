//! The beginning: the browser is sent to the provider.

use chrono::TimeDelta;
use entity::oidc_attempt;
use openidconnect::{
    CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope, core::CoreAuthenticationFlow,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{
    Provider, Refusal,
    codes::{self, digest},
};
use crate::{auth::secret, context::Ctx};

/// For the person to sign in at the provider.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// A sign-in that has begun.
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    /// What the browser keeps, as a cookie, until it comes back.
    pub browser: String,
}

/// Begins a sign-in for a client with this challenge, which gets its code at `return_to`. A browser that keeps something
/// already, from another tab, keeps it.
///
/// # Errors
/// A request that cannot be used, or a provider that cannot be reached.
pub async fn begin(
    ctx: &Ctx,
    provider: &Provider,
    challenge: &str,
    return_to: Option<&str>,
    browser: Option<&str>,
) -> Result<Begun, Refusal> {
    if !codes::is_challenge(challenge) {
        return Err(Refusal::BadRequest(
            "`challenge` must be the SHA-256 of a verifier in base64url: 43 letters and digits. Begin the sign-in from \
             an application.",
        ));
    }
    let return_to = provider.return_to(return_to)?;
    let browser = match browser {
        Some(kept) if kept.len() == 64 && kept.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            kept.to_owned()
        }
        _ => secret::random_token()?,
    };
    let (state, nonce) = (secret::random_token()?, secret::random_token()?);
    // 64 letters, as RFC 7636 allows.
    let verifier = secret::random_token()?;
    let pkce = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
    let client = provider.client().await?;
    let (sent_state, sent_nonce) = (state.clone(), nonce.clone());
    let mut request = client.authorize_url(
        CoreAuthenticationFlow::AuthorizationCode,
        move || CsrfToken::new(sent_state),
        move || Nonce::new(sent_nonce),
    );
    // The library asks for `openid` by itself.
    for scope in provider.settings().scopes.iter().filter(|scope| *scope != "openid") {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    let (url, ..) = request.set_pkce_challenge(pkce).url();
    let attempt = oidc_attempt::Model {
        state_hash: digest(&state),
        browser_hash: digest(&browser),
        nonce,
        verifier,
        challenge: challenge.to_owned(),
        return_to,
        expires_at: ctx.clock.now() + PATIENCE,
    };
    let tx = ctx.db.begin().await?;
    let too_late = oidc_attempt::Column::ExpiresAt.lte(ctx.clock.now());
    oidc_attempt::Entity::delete_many().filter(too_late).exec(&*tx).await?;
    attempt.into_active_model().insert(&*tx).await?;
    tx.commit().await?;
    Ok(Begun { url: url.into(), browser })
}
