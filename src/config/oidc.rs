//! Sign-in through an OpenID provider.

use entity::Role;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, wrong};

/// An OpenID provider, such as Keycloak, Entra ID or Google; off without an issuer.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcConfig {
    /// Its address: what it calls itself, to the letter. `/.well-known/openid-configuration` is below it.
    pub issuer: Option<String>,
    /// What it calls this installation.
    pub client_id: String,
    /// What it gave this installation; absent for a public client.
    pub client_secret: Option<String>,
    /// What it is asked for.
    pub scopes: Vec<String>,
    /// What the button says.
    pub label: String,
    /// Domains of e-mail addresses that are linked to users; empty: all.
    pub email_domains: Vec<String>,
    /// Whether somebody who is no user yet becomes one.
    pub create_users: bool,
    /// With this role.
    pub new_user_role: Role,
    /// Pages of front ends to which a browser may come back with a code.
    pub return_urls: Vec<String>,
}

impl Default for OidcConfig {
    fn default() -> Self {
        Self {
            issuer: None,
            client_id: "leadline".into(),
            client_secret: None,
            scopes: ["openid", "email", "profile"].map(str::to_owned).into(),
            label: "Sign in with single sign-on".into(),
            email_domains: Vec::new(),
            create_users: false,
            new_user_role: Role::Agent,
            return_urls: Vec::new(),
        }
    }
}

impl std::fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

impl OidcConfig {
    /// Checks every value.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub(super) fn check(&self, is_production: bool) -> Result<(), ConfigError> {
        let Some(issuer) = &self.issuer else { return Ok(()) };
        let is_safe = |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && !is_production);
        if !Url::parse(issuer)
            .is_ok_and(|url| is_safe(&url) && url.query().is_none() && url.fragment().is_none())
        {
            return wrong(
                "auth.oidc.issuer",
                "what the provider calls itself, such as `https://login.acme.example/realms/acme`; in production with `https`",
            );
        }
        if self.client_id.is_empty() {
            return wrong("auth.oidc.client_id", "the id that the provider gave this installation");
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return wrong("auth.oidc.scopes", "a list with `openid` in it");
        }
        if self.email_domains.iter().any(|domain| domain.is_empty() || domain.contains(['@', ' ', '*'])) {
            return wrong("auth.oidc.email_domains", "a list of domains, such as `[\"acme.example\"]`");
        }
        if self.new_user_role == Role::Admin {
            return wrong("auth.oidc.new_user_role", "`AGENT` or `MANAGER`: admins are named by admins");
        }
        let is_page =
            |url: &String| Url::parse(url).is_ok_and(|url| is_safe(&url) && url.fragment().is_none());
        if !self.return_urls.iter().all(is_page) {
            return wrong(
                "auth.oidc.return_urls",
                "a list of pages, such as `[\"https://app.acme.example/signed-in\"]`; in production with `https`",
            );
        }
        Ok(())
    }
}
