//! Configuration: defaults, then a file, then the environment (`LEADLINE_HTTP__LISTEN`), each over the one before.
//!
//! Everything is checked at the start; a wrong value stops it with the key and what was expected.

use std::{net::SocketAddr, path::Path, str::FromStr};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

mod auth;
mod documents;
mod http;
mod oidc;
mod production;
mod proxies;
mod rate_limits;
mod secret_strength;

pub use auth::{AuthConfig, TOKEN_PLACE};
pub use documents::{DocumentMode, DocumentsConfig};
pub use http::{HttpConfig, TlsConfig};
pub use oidc::OidcConfig;
pub use production::{Demand, Process};
pub use proxies::ForwardedHeader;
pub use rate_limits::RateLimitConfig;

/// A value that cannot be used: the key, and what was expected.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {0}")]
pub struct ConfigError(pub String);

/// Everything that can be set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Development or production.
    pub env: Environment,
    /// The server.
    pub http: HttpConfig,
    /// The database.
    pub database: DatabaseConfig,
    /// Outgoing mail.
    pub mail: MailConfig,
    /// Background jobs.
    pub jobs: JobsConfig,
    /// Sign-in.
    pub auth: AuthConfig,
    /// Who writes the mails.
    pub organisation: OrganisationConfig,
    /// Logs.
    pub log: LogConfig,
}

/// Development or production.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// GraphiQL, introspection and `/dev/*` are on.
    #[default]
    Development,
    /// They are off, and what is not safe is refused: see [`Config::unmet_demands`].
    Production,
}

/// The database.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    /// `sqlite://leadline.db` or `postgres://user:password@host:5432/name`.
    pub url: String,
    /// Connections in the pool.
    pub max_connections: u32,
}

/// Outgoing mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// `file:./outbox`, `smtp://user:pass@host:port`, `smtps://…`.
    pub url: String,
    /// The sender, such as `Acme Sales <sales@acme.example>`.
    pub from: String,
    /// Where answers go; default: to the sender.
    pub reply_to: Option<String>,
    /// Connections to the mail server.
    pub connections: u32,
    /// Seconds until one try is given up.
    pub timeout_seconds: u64,
    /// Says that a `file:` transport is meant, though production runs: then nobody gets mail.
    pub folder_instead_of_sending: bool,
}

/// Background jobs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct JobsConfig {
    /// When stale leads are looked for: cron with seconds (`sec min hour day month weekday`), UTC.
    pub sweep_cron: String,
    /// When leads come back from hold: cron with seconds, UTC.
    pub resume_cron: String,
    /// When leads that wait for too long are looked for: cron with seconds, UTC.
    pub escalation_cron: String,
    /// Leads in one batch (one transaction) of a sweep.
    pub sweep_batch: u64,
    /// Mails delivered at the same time by one worker.
    pub delivery_concurrency: usize,
    /// Seconds after which work in hand of a worker that was killed is taken up again.
    pub lease_seconds: i64,
    /// Seconds between looks for due mail when nothing wakes the relay.
    pub poll_seconds: u64,
}

/// Who writes the mails.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrganisationConfig {
    /// Name.
    pub name: String,
    /// Postal address for the footer of mails.
    pub postal_address: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Link to a lead in your own front end, with `{id}` and `{number}` filled in.
    pub lead_url: Option<String>,
    /// Country (ISO 3166-1 alpha-2) by which phone numbers without a country code are read.
    pub country: String,
    /// Language of mails to people whose language is not known.
    pub locale: String,
}

/// Logs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// A `tracing` filter, such as `info,leadline=debug`.
    pub filter: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For machines: one JSON object a line.
    Json,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self { url: "sqlite://leadline.db".into(), max_connections: 10 }
    }
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            url: "file:./outbox".into(),
            from: "Leadline <leadline@localhost.localdomain>".into(),
            reply_to: None,
            connections: 8,
            timeout_seconds: 30,
            folder_instead_of_sending: false,
        }
    }
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self {
            sweep_cron: "0 0 * * * *".into(),
            resume_cron: "0 5 * * * *".into(),
            escalation_cron: "0 * * * * *".into(),
            sweep_batch: 500,
            delivery_concurrency: 8,
            lease_seconds: 120,
            poll_seconds: 2,
        }
    }
}

impl Default for OrganisationConfig {
    fn default() -> Self {
        Self {
            name: "Leadline".into(),
            postal_address: None,
            website: None,
            lead_url: None,
            country: "US".into(),
            locale: "en".into(),
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { filter: "info,apalis_core=warn".into(), format: LogFormat::Text }
    }
}

impl Config {
    /// Reads and checks the configuration.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, or a value that cannot be used.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            if !file.exists() {
                return Err(ConfigError(format!("there is no file {}", file.display())));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        // `LEADLINE_TEST_…` belongs to the tests, and the other two to the command line.
        let environment = Env::prefixed("LEADLINE_")
            .filter(|key| !key.starts_with("TEST_") && key != "CONFIG" && key != "PASSWORD");
        let config: Self =
            figment.merge(environment.split("__")).extract().map_err(|error| explain(&error))?;
        config.check()?;
        Ok(config)
    }

    /// The address to listen on.
    ///
    /// # Errors
    /// It is none.
    pub fn listen_address(&self) -> Result<SocketAddr, ConfigError> {
        self.http.listen_address()
    }

    /// How the world reaches this server, without a slash at the end.
    ///
    /// # Errors
    /// It is no `http://` or `https://` URL.
    pub fn public_url(&self) -> Result<String, ConfigError> {
        self.http.public_url()
    }

    /// Whether every request comes by TLS: to this server, or to the proxy before it.
    pub fn is_reached_by_tls_only(&self) -> bool {
        self.http.tls.is_some() || (self.env == Environment::Production && self.http.behind_tls_proxy)
    }

    /// Whether GraphiQL is shown.
    pub fn shows_graphiql(&self) -> bool {
        self.http.graphiql.unwrap_or(self.env == Environment::Development)
    }

    /// Checks every value.
    ///
    /// # Errors
    /// The first value that cannot be used.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.http.check()?;
        let url = &self.database.url;
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
            return wrong("database.url", "`sqlite://FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`");
        }
        if self.database.max_connections < 2 {
            return wrong("database.max_connections", "at least 2");
        }
        check_cron("jobs.sweep_cron", &self.jobs.sweep_cron)?;
        check_cron("jobs.resume_cron", &self.jobs.resume_cron)?;
        check_cron("jobs.escalation_cron", &self.jobs.escalation_cron)?;
        if !(1..=10_000).contains(&self.jobs.sweep_batch) {
            return wrong("jobs.sweep_batch", "a number from 1 to 10000");
        }
        if !(1..=256).contains(&self.jobs.delivery_concurrency) {
            return wrong("jobs.delivery_concurrency", "a number from 1 to 256");
        }
        if self.jobs.lease_seconds < 1 || self.jobs.poll_seconds < 1 {
            return wrong("jobs.lease_seconds and jobs.poll_seconds", "at least 1");
        }
        self.auth.check()?;
        self.auth.oidc.check(self.env == Environment::Production)?;
        if self.organisation.country.parse::<phonenumber::country::Id>().is_err() {
            return wrong("organisation.country", "an ISO 3166-1 alpha-2 code, such as `AT`");
        }
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            return wrong("mail.from", "an address such as `Acme Sales <sales@acme.example>`");
        }
        Ok(())
    }
}

impl DatabaseConfig {
    /// The URL to connect with: a missing `SQLite` file is made.
    pub fn connect_url(&self) -> String {
        if self.url.starts_with("sqlite:") && !self.url.contains('?') {
            format!("{}?mode=rwc", self.url)
        } else {
            self.url.clone()
        }
    }

    /// Whether it is `SQLite`.
    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

fn check_cron(key: &str, expression: &str) -> Result<(), ConfigError> {
    cron::Schedule::from_str(expression).map(|_| ()).or_else(|_| {
        wrong(key, "cron with six fields, seconds first, such as `0 0 * * * *` for every full hour")
    })
}

fn wrong<T>(key: &str, expected: &str) -> Result<T, ConfigError> {
    Err(ConfigError(format!("`{key}` (environment: {}) must be {expected}", variable(key))))
}

/// The environment variable of a setting.
fn variable(key: &str) -> String {
    format!("LEADLINE_{}", key.replace('.', "__").to_uppercase())
}

fn explain(error: &figment::Error) -> ConfigError {
    let key = error.path.join(".");
    let place = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
    ConfigError(format!("{place}{}", error.kind))
}
