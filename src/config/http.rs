//! The section `http`.

use std::{net::SocketAddr, str::FromStr};

use serde::{Deserialize, Serialize};
use url::Url;

use super::{ConfigError, DocumentsConfig, wrong};

/// The server.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    /// Address and port to listen on.
    pub listen: String,
    /// How the world reaches this server: links in mails begin with it. Default: `http://` and `listen`.
    pub public_url: Option<String>,
    /// Web origins whose pages may call the API, such as `https://app.acme.example`. In development: any.
    pub allowed_origins: Vec<String>,
    /// Bearer token with which `/metrics` is read. Without one it is open in development, and off in production.
    pub metrics_token: Option<String>,
    /// Persisted and trusted documents.
    pub documents: DocumentsConfig,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8000".into(),
            public_url: None,
            allowed_origins: Vec::new(),
            metrics_token: None,
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
            .field("documents", &self.documents)
            .finish_non_exhaustive()
    }
}

impl HttpConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        self.listen_address()?;
        self.public_url()?;
        if !self.allowed_origins.iter().all(|origin| is_origin(origin)) {
            return wrong("http.allowed_origins", "a list of origins, such as `[https://app.acme.example]`");
        }
        if self.metrics_token.as_ref().is_some_and(|token| token.len() < 16) {
            return wrong(
                "http.metrics_token",
                "at least 16 characters, such as the output of `openssl rand -hex 16`",
            );
        }
        Ok(())
    }

    pub(super) fn listen_address(&self) -> Result<SocketAddr, ConfigError> {
        SocketAddr::from_str(&self.listen)
            .or_else(|_| wrong("http.listen", "an address and port, such as `127.0.0.1:8000`"))
    }

    pub(super) fn public_url(&self) -> Result<String, ConfigError> {
        let text = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
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
