//! The section `http`.

use std::{net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, DocumentsConfig, ForwardedHeader, RateLimitConfig, wrong};

/// The server.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// How the world reaches this server: links in mails begin with it. Default: `http://`
    /// (`https://` with `tls`) and `listen`.
    pub public_url: Option<String>,
    /// Web origins whose pages may call the API, such as `https://app.acme.example`; `*` alone means any. When there
    /// are none: any in development, and no other in production.
    pub allowed_origins: Vec<String>,
    /// Bearer token with which `/metrics` is read. Without one it is open in development, and off in production.
    pub metrics_token: Option<String>,
    /// Whether GraphiQL is at `/`. Default: in development only.
    pub graphiql: Option<bool>,
    /// Folder with the GraphiQL that `tools/graphiql` builds. Default: `graphiql` beside the program, or
    /// `tools/graphiql/dist` in the working directory (in development only). Without one the page loads it from a CDN.
    pub graphiql_folder: Option<PathBuf>,
    /// Says that a proxy in front of this server speaks TLS: production demands this or a certificate.
    pub behind_tls_proxy: bool,
    /// Seconds for a query or mutation; what takes longer is ended, its SQL included.
    pub operation_timeout_seconds: u64,
    /// Connections at the same time; more wait until one ends.
    pub max_connections: usize,
    /// Connections at the same time of one address; 0: as many as there are. Not counted behind proxies.
    pub max_connections_per_address: usize,
    /// Certificate and key, for a server without a proxy that speaks TLS.
    pub tls: Option<TlsConfig>,
    /// Addresses and networks of the proxies that are believed when they say for whom they ask.
    pub trusted_proxies: Vec<String>,
    /// The header in which they say it.
    pub forwarded_header: ForwardedHeader,
    /// How much one caller may ask for.
    pub rate_limits: RateLimitConfig,
    /// Persisted and trusted documents.
    pub documents: DocumentsConfig,
}

/// TLS by the server itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// File with the certificate and those that vouch for it, in PEM form.
    pub certificate: PathBuf,
    /// File with its private key, in PEM form.
    pub key: PathBuf,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8000".into(),
            public_url: None,
            allowed_origins: Vec::new(),
            metrics_token: None,
            graphiql: None,
            graphiql_folder: None,
            behind_tls_proxy: false,
            operation_timeout_seconds: 30,
            max_connections: 10_000,
            max_connections_per_address: 1_000,
            tls: None,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::default(),
            rate_limits: RateLimitConfig::default(),
            documents: DocumentsConfig::default(),
        }
    }
}

impl std::fmt::Debug for HttpConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpConfig")
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("allowed_origins", &self.allowed_origins)
            .field("behind_tls_proxy", &self.behind_tls_proxy)
            .field("operation_timeout_seconds", &self.operation_timeout_seconds)
            .field("max_connections", &self.max_connections)
            .field("max_connections_per_address", &self.max_connections_per_address)
            .field("tls", &self.tls)
            .field("trusted_proxies", &self.trusted_proxies)
            .field("forwarded_header", &self.forwarded_header)
            .field("rate_limits", &self.rate_limits)
            .field("documents", &self.documents)
            .finish_non_exhaustive()
    }
}

impl HttpConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.listen_address()?;
        self.public_url()?;
        let any = self.allowed_origins == ["*"];
        if !any && !self.allowed_origins.iter().all(|origin| is_origin(origin)) {
            return wrong(
                "http.allowed_origins",
                "a list of origins, such as `[\"https://app.acme.example\"]`, or `[\"*\"]` alone for any",
            );
        }
        if self.metrics_token.as_ref().is_some_and(|token| token.len() < 16) {
            return wrong(
                "http.metrics_token",
                "at least 16 characters, such as the output of `openssl rand -hex 16`",
            );
        }
        if !(1..=3600).contains(&self.operation_timeout_seconds) {
            return wrong("http.operation_timeout_seconds", "a number from 1 to 3600");
        }
        if !(1..=1_000_000).contains(&self.max_connections) {
            return wrong("http.max_connections", "a number from 1 to 1000000");
        }
        self.trusted_networks()?;
        self.rate_limits.check()
    }

    /// `https` when this server speaks TLS by itself.
    pub fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// For a query or mutation, whole, and for each event of a subscription.
    pub fn operation_time(&self) -> Duration {
        Duration::from_secs(self.operation_timeout_seconds)
    }

    /// For one address, unless proxies come for all.
    pub fn connections_per_address(&self) -> Option<usize> {
        (self.max_connections_per_address > 0 && !self.behind_tls_proxy)
            .then_some(self.max_connections_per_address)
    }

    pub(super) fn listen_address(&self) -> Result<SocketAddr, ConfigError> {
        SocketAddr::from_str(&self.listen)
            .or_else(|_| wrong("http.listen", "an address and port, such as `127.0.0.1:8000`"))
    }

    pub(super) fn public_url(&self) -> Result<String, ConfigError> {
        let text = self.public_url.clone().unwrap_or_else(|| format!("{}://{}", self.scheme(), self.listen));
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(text.trim_end_matches('/').to_owned()),
            _ => wrong("http.public_url", "a URL such as `https://leads.acme.example`"),
        }
    }
}

/// Scheme, host and port, as browsers send it in `Origin`.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}
