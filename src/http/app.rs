//! What every handler shares.

use std::{sync::Arc, time::Duration};

use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::graphql::{Documents, GraphQl};
use crate::{
    auth::Actor,
    clock::Clock,
    config::{Config, Environment},
    context::{Ctx, Visitor},
    db::Db,
    events::Bus,
    mail::UnsubscribeSigner,
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
    /// Documents that clients may ask for by id.
    pub documents: Documents,
    /// The schema in the schema definition language.
    pub sdl: Arc<str>,
    /// Renders the metrics: [`metrics::install`](super::metrics::install).
    pub metrics: PrometheusHandle,
    /// Verifies the links in mails.
    pub unsubscribe: UnsubscribeSigner,
    /// Whether a worker should be running: then readiness asks for its heartbeat.
    pub expects_worker: bool,
    /// Bounds on what one client may hold.
    pub limits: Limits,
    /// Ends streams when it is cancelled; [`serve`](super::serve) sets it.
    pub shutdown: CancellationToken,
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
    /// Between looks whether a streaming client's sign-in was ended before its time.
    pub recheck_interval: Duration,
    /// For a client to take one message.
    pub send_time: Duration,
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
            operations_per_socket: 100,
        }
    }
}

impl App {
    /// Whether what helps developers is on.
    pub fn is_development(&self) -> bool {
        self.config.env == Environment::Development
    }

    /// The circumstances of one request.
    pub fn ctx(&self, actor: Actor, request_id: String, idempotency_key: Option<String>) -> Ctx {
        Ctx {
            db: self.db.clone(),
            clock: self.clock.clone(),
            bus: self.bus.clone(),
            config: self.config.clone(),
            actor,
            request_id,
            idempotency_key,
        }
    }

    /// What a request without a token gets.
    pub fn visitor(&self) -> Visitor {
        Visitor { db: self.db.clone(), clock: self.clock.clone(), config: self.config.clone() }
    }
}
