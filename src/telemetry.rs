//! Logs, and the names of all metrics. Modules emit through the `metrics` facade under these names; what each
//! means is told in one place, [`describe`].

use std::io::IsTerminal;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{ConfigError, LogConfig, LogFormat};

/// GraphQL requests. Labels: `operation`, `outcome` (`ok`, `error`, `refused`, `streaming`).
pub const GRAPHQL_REQUESTS: &str = "leadline_graphql_requests_total";
/// Time of GraphQL requests. Label: `operation`.
pub const GRAPHQL_SECONDS: &str = "leadline_graphql_request_seconds";
/// Time of the root fields of GraphQL requests, SQL included. Label: `field`.
pub const RESOLVER_SECONDS: &str = "leadline_graphql_resolver_seconds";
/// Documents that were looked for among those that were read before. Labels: `cache` (`parsed`, `validated`), `outcome`
/// (`hit`, `miss`).
pub const DOCUMENT_CACHE: &str = "leadline_graphql_document_cache_total";
/// Requests, operations and connections that were refused because a caller asked for too much. Label: `limit` (`user`,
/// `visitor`, `failures`, `sign_in`, `public`, `connections`).
pub const RATE_LIMITED: &str = "leadline_rate_limited_total";
/// Open sockets of clients.
pub const WEBSOCKETS: &str = "leadline_websocket_connections";
/// Running operations that stream. Label: `transport` (`websocket`, `sse`).
pub const STREAMS: &str = "leadline_graphql_streams";
/// Looks for a document that a client named, or that must be trusted. Label: `found` (`automatic`, `trusted`,
/// `nowhere`).
pub const DOCUMENT_LOOKUPS: &str = "leadline_document_lookups_total";
/// Documents that clients may ask for by id. Label: `kind` (`automatic`, `listed`, `folder`).
pub const DOCUMENTS: &str = "leadline_documents";
/// SQL statements. Label: `failed` (`true`, `false`).
pub const SQL_STATEMENTS: &str = "leadline_sql_statements_total";
/// Time of SQL statements.
pub const SQL_SECONDS: &str = "leadline_sql_seconds";
/// Communications that wait to be sent. How many are due now.
pub const QUEUE_DEPTH: &str = "leadline_queue_depth";
/// Finished tries to deliver. Label: `result` (`sent`, `retry`, `failed`, `suppressed`, `cancelled`).
pub const DELIVERIES: &str = "leadline_deliveries_total";
/// Time of one try to deliver.
pub const DELIVERY_SECONDS: &str = "leadline_delivery_seconds";
/// Leads that a sweep handled. Label: `what` (`warned`, `inactive`, `dropped`, `overdue`).
pub const SWEEP_LEADS: &str = "leadline_sweep_leads_total";
/// Time of a whole sweep.
pub const SWEEP_SECONDS: &str = "leadline_sweep_seconds";

/// Tells the recorder what each metric means.
pub fn describe() {
    describe_counter!(GRAPHQL_REQUESTS, "GraphQL requests by operation and outcome");
    describe_histogram!(GRAPHQL_SECONDS, Unit::Seconds, "Time of GraphQL queries and mutations");
    describe_counter!(DOCUMENT_CACHE, "Documents looked for among those read before, by outcome");
    describe_counter!(RATE_LIMITED, "Requests and operations refused by a rate limit, by limit");
    describe_gauge!(WEBSOCKETS, "Open WebSocket connections");
    describe_gauge!(STREAMS, "Running GraphQL operations that stream, by transport");
    describe_counter!(DOCUMENT_LOOKUPS, "Looks for a document by its id or hash, by where it was found");
    describe_gauge!(DOCUMENTS, "Documents that clients may ask for by id, by kind");
    describe_counter!(SQL_STATEMENTS, "SQL statements");
    describe_histogram!(RESOLVER_SECONDS, Unit::Seconds, "Time of root fields of GraphQL requests");
    describe_histogram!(SQL_SECONDS, Unit::Seconds, "Time of SQL statements");
    describe_gauge!(QUEUE_DEPTH, "Communications that wait to be sent");
    describe_counter!(DELIVERIES, "Finished tries to deliver, by result");
    describe_histogram!(DELIVERY_SECONDS, Unit::Seconds, "Time of one try to deliver");
    describe_counter!(SWEEP_LEADS, "Leads that scheduled work handled, by action");
    describe_histogram!(SWEEP_SECONDS, Unit::Seconds, "Time of a whole sweep");
}

/// Starts writing logs to standard error. Call once, at the start of the process.
///
/// # Errors
/// The filter cannot be read, or logs are being written already.
pub fn init_tracing(config: &LogConfig) -> Result<(), ConfigError> {
    let filter = EnvFilter::try_new(&config.filter).map_err(|error| {
        ConfigError(format!(
            "`log.filter` (environment: LEADLINE_LOG__FILTER) must be a filter such as \
             `info,leadline=debug`: {error}"
        ))
    })?;
    let registry = tracing_subscriber::registry().with(filter);
    let started = match config.format {
        LogFormat::Text => {
            let layer = fmt::layer().with_ansi(std::io::stderr().is_terminal());
            registry.with(layer.with_writer(std::io::stderr)).try_init()
        }
        LogFormat::Json => {
            let layer = fmt::layer().json().flatten_event(true).with_current_span(true).with_span_list(false);
            registry.with(layer.with_writer(std::io::stderr)).try_init()
        }
    };
    started.map_err(|error| ConfigError(format!("logs cannot be written: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_filter_is_named() {
        let config = LogConfig { filter: "leadline=loud".into(), format: LogFormat::Json };
        let error = init_tracing(&config).unwrap_err().to_string();
        assert!(error.contains("LEADLINE_LOG__FILTER"), "{error}");
    }
}
