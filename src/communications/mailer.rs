//! What it takes to write and send mail, put together once from the configuration.

use std::time::Duration;

use lettre::message::Mailbox;
use url::Url;
use uuid::Uuid;

use crate::{
    config::{Config, ConfigError},
    mail::{Organisation, Renderer, Transport, TransportOptions, UnsubscribeLink, UnsubscribeSigner},
};

/// Writes and sends mail for one installation.
pub struct Mailer {
    pub(super) renderer: Renderer,
    pub(super) from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
    transport: Transport,
    signer: UnsubscribeSigner,
    public_url: String,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

impl Mailer {
    /// From the configuration and the installation's secret ([`crate::auth::secret::load`]). Connects to nothing yet.
    ///
    /// # Errors
    /// A value of the configuration that cannot be used, with its key.
    pub fn new(config: &Config, secret: &[u8]) -> Result<Self, ConfigError> {
        let options = TransportOptions {
            pool_size: usize::try_from(config.mail.connections).unwrap_or(1).max(1),
            timeout: Duration::from_secs(config.mail.timeout_seconds.max(1)),
            ..TransportOptions::default()
        };
        let transport = Transport::from_url(&config.mail.url, &options)
            .map_err(|error| ConfigError(format!("`mail.url` (environment: LEADLINE_MAIL__URL): {error}")))?;
        Self::with_transport(config, secret, transport)
    }

    /// The same with a given way out: for tests.
    ///
    /// # Errors
    /// A value of the configuration that cannot be used, with its key.
    pub fn with_transport(config: &Config, secret: &[u8], transport: Transport) -> Result<Self, ConfigError> {
        let mailbox = |key: &str, value: &str| {
            value.parse::<Mailbox>().map_err(|error| ConfigError(format!("`{key}`: {error}")))
        };
        let organisation = Organisation {
            name: config.organisation.name.clone(),
            postal_address: config.organisation.postal_address.clone(),
            website: config.organisation.website.clone(),
        };
        let reply_to = config.mail.reply_to.as_deref();
        Ok(Self {
            renderer: Renderer::new(&organisation).map_err(|error| ConfigError(error.to_string()))?,
            from: mailbox("mail.from", &config.mail.from)?,
            reply_to: reply_to.map(|value| mailbox("mail.reply_to", value)).transpose()?,
            transport,
            signer: UnsubscribeSigner::new(secret),
            public_url: config.public_url()?,
        })
    }

    /// The way out.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Makes and verifies the tokens in unsubscribe links.
    pub fn signer(&self) -> &UnsubscribeSigner {
        &self.signer
    }

    /// The link with which a lead unsubscribes an address.
    pub fn unsubscribe_link(&self, lead_id: Uuid, address: &str) -> Option<UnsubscribeLink> {
        let link = format!("{}/unsubscribe/{}", self.public_url, self.signer.token(lead_id, address));
        Url::parse(&link).ok().and_then(UnsubscribeLink::new)
    }
}
