//! SMTP with a pool of our own over lettre's connections.
//!
//! lettre's pooled transport is not used for two reasons. It gives a connection back to the pool even when the
//! sending future was dropped by a time-out; the next mail would then read the answers to the last one, and
//! might count as sent when it was not. And its size bounds idle connections only, not those at work.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use lettre::transport::smtp::{
    authentication::{Credentials as LettreCredentials, DEFAULT_MECHANISMS},
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::{sync::Semaphore, time::timeout};

use super::{
    super::message::OutgoingMail,
    TransportOptions,
    failure::{Accepted, SendFailure, SendResult},
    smtp_classify::{answer_of, while_connecting, while_sending},
};

/// Servers drop connections that idle for long or send very much; give them up before that.
const LONGEST_IDLE: Duration = Duration::from_secs(30);
const MOST_MAILS: u32 = 100;

/// Where to connect to, and how.
pub(super) struct SmtpSettings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
}

/// Name and password at the server.
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: String,
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// Never.
    None,
    /// By STARTTLS if the server offers it. Any certificate will do (RFC 7435): without TLS it would be clear text.
    IfOffered,
    /// By STARTTLS, or not at all.
    Required,
    /// From the first byte.
    Implicit,
}

/// Sends through one mail server.
#[derive(Clone)]
pub struct SmtpTransport {
    shared: Arc<Shared>,
}

struct Shared {
    settings: SmtpSettings,
    hello: ClientId,
    timeout: Duration,
    slots: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

struct Connection {
    smtp: AsyncSmtpConnection,
    since: Instant,
    mails: u32,
}

impl SmtpTransport {
    pub(super) fn new(settings: SmtpSettings, options: &TransportOptions) -> Self {
        let hello = options.hello_name.clone().map_or_else(ClientId::default, ClientId::Domain);
        let slots = Semaphore::new(options.pool_size.clamp(1, Semaphore::MAX_PERMITS));
        let idle = Mutex::default();
        Self { shared: Arc::new(Shared { settings, hello, timeout: options.timeout, slots, idle }) }
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> SendResult {
        let message = mail.to_lettre()?;
        let bytes = message.formatted();
        let exchange = async {
            let mut connection = match self.reuse().await {
                Some(connection) => connection,
                None => self.shared.open().await?,
            };
            let response = connection
                .smtp
                .send(message.envelope(), &bytes)
                .await
                .map_err(|error| while_sending(&error))?;
            let code = response.code();
            self.park(connection);
            Ok(Accepted { answer: format!("{code} {}", response.message().collect::<Vec<_>>().join(" ")) })
        };
        self.with_slot(exchange).await
    }

    pub(super) async fn test_connection(&self) -> Result<(), String> {
        let opened = self.with_slot(async {
            let connection = self.shared.open().await?;
            self.park(connection);
            Ok(())
        });
        opened.await.map_err(|failure| failure.answer)
    }

    /// Waits for a free slot, then for the work, but for the latter no longer than the time-out. A connection in
    /// the middle of work that is given up closes with the dropped future and never comes back to the pool.
    async fn with_slot<T>(
        &self,
        work: impl Future<Output = Result<T, SendFailure>>,
    ) -> Result<T, SendFailure> {
        let shared = &self.shared;
        let Ok(_slot) = shared.slots.acquire().await else {
            return Err(SendFailure::transient("the mail transport is closed"));
        };
        let late = || SendFailure::transient(format!("no answer within {} s", shared.timeout.as_secs_f32()));
        timeout(shared.timeout, work).await.map_err(|_| late())?
    }

    async fn reuse(&self) -> Option<Connection> {
        loop {
            let mut connection = self.idle().pop()?;
            let fresh = connection.since.elapsed() < LONGEST_IDLE && connection.mails < MOST_MAILS;
            if fresh && connection.smtp.test_connected().await {
                return Some(connection);
            }
        }
    }

    fn park(&self, connection: Connection) {
        let mut idle = self.idle();
        idle.retain(|other| other.since.elapsed() < LONGEST_IDLE);
        idle.push(Connection { since: Instant::now(), mails: connection.mails + 1, ..connection });
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    async fn open(&self) -> Result<Connection, SendFailure> {
        let SmtpSettings { host, port, security, credentials } = &self.settings;
        let implicit = match security {
            Security::Implicit => Some(self.tls()?),
            _ => None,
        };
        let address = (host.as_str(), *port);
        let mut smtp =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.timeout), &self.hello, implicit, None)
                .await
                .map_err(|error| while_connecting(&error))?;
        let upgrade = match security {
            Security::Required => true,
            Security::IfOffered => smtp.can_starttls(),
            Security::None | Security::Implicit => false,
        };
        if upgrade {
            smtp.starttls(self.tls()?, &self.hello).await.map_err(|error| while_connecting(&error))?;
        }
        if let Some(Credentials { user, password }) = credentials {
            let credentials = LettreCredentials::new(user.clone(), password.clone());
            smtp.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| while_connecting(&error))?;
        }
        Ok(Connection { smtp, since: Instant::now(), mails: 0 })
    }

    fn tls(&self) -> Result<TlsParameters, SendFailure> {
        TlsParameters::builder(self.settings.host.clone())
            .dangerous_accept_invalid_certs(self.settings.security == Security::IfOffered)
            .build()
            .map_err(|error| SendFailure::misconfigured(answer_of(&error)))
    }
}

/// Host and port, never the password.
impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SmtpSettings { host, port, security, .. } = &self.shared.settings;
        write!(f, "SmtpTransport({host}:{port}, TLS {security:?})")
    }
}
