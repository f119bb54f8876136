//! `GET /metrics`, and what this layer counts.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};

use super::{App, Refusal, identity::bearer};
use crate::{db::SqlObserver, telemetry};

/// Names of operations that are told apart: every further one would be a time series more, for ever.
const MAX_OPERATIONS: usize = 200;
/// Upper bounds of the buckets for times, in seconds.
const SECONDS: [f64; 14] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// Makes this process collect metrics: at the first call; later ones give the same handle.
///
/// # Errors
/// Something else collects metrics in this process already.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _turn = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let builder = PrometheusBuilder::new();
    let handle =
        builder.set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?.install_recorder()?;
    telemetry::describe();
    Ok(HANDLE.get_or_init(|| handle).clone())
}

/// Folds what was collected, again and again.
pub async fn upkeep(handle: PrometheusHandle, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        handle.run_upkeep();
    }
}

/// Counts and times SQL statements: to be given to [`Db::connect`](crate::db::Db::connect).
pub fn sql_observer() -> SqlObserver {
    Arc::new(|statement| {
        histogram!(telemetry::SQL_SECONDS).record(statement.elapsed);
        counter!(telemetry::SQL_STATEMENTS, "failed" => if statement.failed { "true" } else { "false" })
            .increment(1);
    })
}

/// Counts a connection that was closed because its address had too many.
pub fn too_many_connections() {
    counter!(telemetry::RATE_LIMITED, "limit" => "connections").increment(1);
}

/// Counts an operation, and times it unless it streams.
pub fn operation(name: Option<&str>, outcome: &'static str, time: Option<Duration>) {
    let name = bounded(name);
    counter!(telemetry::GRAPHQL_REQUESTS, "operation" => name.clone(), "outcome" => outcome).increment(1);
    if let Some(time) = time {
        histogram!(telemetry::GRAPHQL_SECONDS, "operation" => name).record(time);
    }
}

/// The name, as long as it is one of the first two hundred.
fn bounded(name: Option<&str>) -> Arc<str> {
    static KNOWN: OnceLock<Mutex<HashSet<Arc<str>>>> = OnceLock::new();
    let Some(name) = name else { return "anonymous".into() };
    let known = KNOWN.get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = known.get(name) {
        return name.clone();
    }
    if known.len() >= MAX_OPERATIONS || name.len() > 100 {
        return "other".into();
    }
    let name: Arc<str> = name.into();
    known.insert(name.clone());
    name
}

/// Something that is counted as long as it lives.
pub struct Running(metrics::Gauge);

impl Running {
    /// An open WebSocket.
    pub fn socket() -> Self {
        Self::counted(gauge!(telemetry::WEBSOCKETS))
    }

    /// An operation that streams.
    pub fn stream(transport: &'static str) -> Self {
        Self::counted(gauge!(telemetry::STREAMS, "transport" => transport))
    }

    fn counted(gauge: metrics::Gauge) -> Self {
        gauge.increment(1.0);
        Self(gauge)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// All metrics, for Prometheus.
///
/// # Errors
/// 404 in production without a `http.metrics_token`; 401 for another token than that.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, Refusal> {
    match &app.config.http.metrics_token {
        Some(wanted) => {
            let given =
                headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(bearer);
            if given.is_none_or(|given| Sha256::digest(given) != Sha256::digest(wanted)) {
                let message =
                    "send the token of the setting `http.metrics_token` as `Authorization: Bearer …`";
                return Err(Refusal::new(axum::http::StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message));
            }
        }
        None if app.is_development() => {}
        None => return Err(Refusal::not_found()),
    }
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    Ok((content_type, app.metrics.render()).into_response())
}
