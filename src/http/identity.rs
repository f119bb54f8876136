//! Who a request comes from: the bearer token (an access token or an API key), and nothing else. No cookies, so that a
//! page of a stranger cannot act with a visitor's rights.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use entity::SessionId;

use super::{App, Refusal};
use crate::auth::{Actor, api_keys, sessions::Holder};

/// Somebody who showed a good token or key.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub actor: Actor,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// What they showed.
    pub token: String,
    /// The session that it belongs to; none for a key.
    pub session: Option<SessionId>,
}

/// Who sends a request with these headers; nobody when there is no `Authorization`.
///
/// # Errors
/// 401 when there is one that does not hold.
pub async fn of_headers(app: &App, headers: &HeaderMap) -> Result<Option<SignedIn>, Refusal> {
    match headers.get(header::AUTHORIZATION) {
        None => Ok(None),
        Some(value) => {
            let value = value.to_str().map_err(|_| Refusal::unauthenticated())?;
            of_authorization(app, value).await.map(Some)
        }
    }
}

/// Who shows this value of `Authorization`.
///
/// # Errors
/// 401 when it does not hold.
pub async fn of_authorization(app: &App, value: &str) -> Result<SignedIn, Refusal> {
    let token = bearer(value).ok_or_else(Refusal::unauthenticated)?;
    of_token(app, token).await
}

/// Who shows this access token or API key.
///
/// # Errors
/// 401 when it does not hold.
pub async fn of_token(app: &App, token: &str) -> Result<SignedIn, Refusal> {
    if api_keys::is_key(token) {
        let found = api_keys::actor_of(&app.db, &app.clock, token).await?;
        let (actor, until) = found.ok_or_else(Refusal::unauthenticated)?;
        // A key that does not end by itself ends with time.
        let expires_at = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        return Ok(SignedIn { actor, expires_at, token: token.to_owned(), session: None });
    }
    let found = app.recent.actor_of(&app.db, &app.clock, token).await?;
    let holder = found.ok_or_else(Refusal::unauthenticated)?;
    app.last_uses.note(app, &holder);
    let Holder { actor, expires_at, session, .. } = holder;
    Ok(SignedIn { actor, expires_at, token: token.to_owned(), session: Some(session) })
}

/// The token in a value of `Authorization`; the scheme's name is written in any case (RFC 9110).
pub fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
