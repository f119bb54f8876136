//! Sign-in.

use serde::{Deserialize, Serialize};

use super::{ConfigError, OidcConfig, wrong};

/// Where the token stands in `auth.reset_url`.
pub const TOKEN_PLACE: &str = "{token}";

/// Sign-in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthConfig {
    /// Signs links in mails and encrypts second factors; at least 32 characters. Default: made once and kept in the
    /// database.
    pub secret: Option<String>,
    /// Minutes for which an access token is good.
    pub access_token_minutes: i64,
    /// Hours after which a session ends that is not refreshed.
    pub session_idle_hours: i64,
    /// Days after which a session ends, however often it is refreshed.
    pub session_days: i64,
    /// The page of a front end on which a new password is set, with `{token}` in it. Default: a page of our own.
    pub reset_url: Option<String>,
    /// Sign-in through an OpenID provider.
    pub oidc: OidcConfig,
}

impl Default for AuthConfig {
    fn default() -> Self {
        Self {
            secret: None,
            access_token_minutes: 15,
            session_idle_hours: 168,
            session_days: 30,
            reset_url: None,
            oidc: OidcConfig::default(),
        }
    }
}

impl std::fmt::Debug for AuthConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthConfig")
            .field("access_token_minutes", &self.access_token_minutes)
            .field("session_idle_hours", &self.session_idle_hours)
            .field("session_days", &self.session_days)
            .field("reset_url", &self.reset_url)
            .field("oidc", &self.oidc)
            .finish_non_exhaustive()
    }
}

impl AuthConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// The first value that cannot be used.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.secret.as_ref().is_some_and(|secret| secret.len() < 32) {
            return wrong(
                "auth.secret",
                "at least 32 characters, such as the output of `openssl rand -hex 32`",
            );
        }
        if !(1..=1440).contains(&self.access_token_minutes) {
            return wrong("auth.access_token_minutes", "a number from 1 to 1440");
        }
        if !(1..=8760).contains(&self.session_idle_hours) {
            return wrong("auth.session_idle_hours", "a number from 1 to 8760");
        }
        if !(1..=365).contains(&self.session_days) {
            return wrong("auth.session_days", "a number from 1 to 365");
        }
        let usable = |url: &String| {
            let page = url::Url::parse(&url.replace(TOKEN_PLACE, "x"));
            url.contains(TOKEN_PLACE) && page.is_ok_and(|page| matches!(page.scheme(), "http" | "https"))
        };
        if self.reset_url.as_ref().is_some_and(|url| !usable(url)) {
            return wrong(
                "auth.reset_url",
                "the address of a page with `{token}` in it, such as `https://app.acme.example/reset?token={token}`",
            );
        }
        Ok(())
    }
}
