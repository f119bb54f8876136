//! What every handler shares.

use std::{sync::Arc, time::Duration};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    KeyUses, LastUses, Rates, SignIns,
    graphql::{Documents, GraphQl, ParsedDocuments},
};
use crate::{
    auth::{Actor, RecentSignIns},
    clock::Clock,
    config::{Config, Environment},
    context::{Ctx, Visitor},
    db::Db,
    events::{Bus, Origin},
    mail::UnsubscribeSigner,
    oidc::Provider,
};

/// Everything that handlers need. Clones are cheap.
#[derive(Clone)]
pub struct App {
    /// How this installation is set up.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Wakes those who wait for what was committed.
    pub bus: Bus,
    /// Executes GraphQL.
    pub graphql: Arc<dyn GraphQl>,
    /// Documents that were read before.
    pub parsed: ParsedDocuments,
    /// Documents that clients may ask for by id.
    pub documents: Documents,
    /// The schema in the schema definition language.
    pub sdl: Arc<str>,
    /// Renders the metrics: [`metrics::install`](super::metrics::install).
    pub metrics: PrometheusHandle,
    /// Verifies the links in mails.
    pub unsubscribe: UnsubscribeSigner,
    /// Through whom people may sign in.
    pub oidc: Option<Provider>,
    /// Whether a worker should be running: then readiness asks for its heartbeat.
    pub expects_worker: bool,
    /// Bounds on what one client may hold.
    pub limits: Limits,
    /// Bounds on what one client may ask for.
    pub rates: Rates,
    /// Ends streams when it is cancelled; [`serve`](super::serve) sets it.
    pub shutdown: CancellationToken,
    /// Who sent requests a moment ago.
    pub recent: RecentSignIns,
    /// Whose sign-ins sockets and streams depend on.
    pub sign_ins: SignIns,
    /// When API keys were last used.
    pub key_uses: KeyUses,
    /// When sessions were last used.
    pub last_uses: LastUses,
    /// Open sockets, which outlive their requests.
    pub connections: TaskTracker,
}

/// Bounds on what one client may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For a query or mutation, whole.
    pub operation_time: Duration,
    /// From the opening of a WebSocket to `connection_init`.
    pub init_time: Duration,
    /// Between pings on a WebSocket; a client that is silent for two of them is gone.
    pub ping_interval: Duration,
    /// Between comments on an event stream that has nothing to tell.
    pub keep_alive: Duration,
    /// Between looks whether the sign-ins of streaming clients were ended before their time.
    pub recheck_interval: Duration,
    /// For a client to take one message, or anything of an answer.
    pub send_time: Duration,
    /// For a client to begin with a first byte, to end a header, and to shake hands over TLS.
    pub head_time: Duration,
    /// For a client to send a whole body.
    pub body_time: Duration,
    /// For which a connection without a request is kept: longer than proxies keep theirs, or they meet closed ones.
    pub idle_time: Duration,
    /// For the goodbye of a connection.
    pub close_time: Duration,
    /// Connections at the same time; more wait until one ends.
    pub connections: usize,
    /// Connections at the same time of one address; more are closed at once. None: as many as there are.
    pub connections_per_address: Option<usize>,
    /// Operations at the same time on one WebSocket.
    pub operations_per_socket: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            operation_time: Duration::from_secs(30),
            init_time: Duration::from_secs(10),
            ping_interval: Duration::from_secs(12),
            keep_alive: Duration::from_secs(12),
            recheck_interval: Duration::from_secs(30),
            send_time: Duration::from_secs(30),
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            idle_time: Duration::from_secs(75),
            close_time: Duration::from_secs(1),
            connections: 10_000,
            connections_per_address: Some(1_000),
            operations_per_socket: 100,
        }
    }
}

impl Limits {
    /// As this installation has them.
    pub fn of(config: &Config) -> Self {
        Self {
            operation_time: config.http.operation_time(),
            connections: config.http.max_connections,
            connections_per_address: config.http.connections_per_address(),
            ..Self::default()
        }
    }
}

impl App {
    /// Whether what helps developers is on.
    pub fn is_development(&self) -> bool {
        self.config.env == Environment::Development
    }

    /// The circumstances of one request.
    pub fn ctx(&self, actor: Actor, origin: Origin, idempotency_key: Option<String>) -> Ctx {
        Ctx {
            db: self.db.clone(),
            clock: self.clock.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            actor,
            origin,
            idempotency_key,
        }
    }

    /// What every request gets, with or without a token.
    pub fn visitor(&self, origin: Origin) -> Visitor {
        Visitor {
            db: self.db.clone(),
            clock: self.clock.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            origin,
        }
    }
}
