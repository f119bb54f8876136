//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use axum::{Json, extract::State, http::StatusCode};
use chrono::TimeDelta;
use entity::worker_heartbeat;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use tokio::time::timeout;

use super::App;
use crate::error::Result;

/// A worker that was not seen for longer is gone.
const WORKER_SEEN_WITHIN: TimeDelta = TimeDelta::seconds(60);
/// For each question to the database.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says that the process lives: nothing else is asked.
pub async fn alive() -> &'static str {
    "ok"
}

/// How the server finds itself.
#[derive(Debug, Serialize)]
pub struct Readiness {
    ready: bool,
    checks: Vec<Check>,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    /// What is wrong, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// Asks everything that the server needs: 503 when something is missing.
pub async fn ready(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let mut checks = vec![check("database", database(&app)).await];
    if checks.iter().all(|check| check.ok) {
        checks.push(check("migrations", migrations(&app)).await);
    }
    if app.expects_worker && checks.iter().all(|check| check.ok) {
        checks.push(check("worker", worker(&app)).await);
    }
    let ready = checks.iter().all(|check| check.ok) && !app.shutdown.is_cancelled();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}

/// `Ok(Some(hint))` is a check that fails with a hint.
async fn check(name: &'static str, question: impl Future<Output = Result<Option<String>>>) -> Check {
    let hint = match timeout(PATIENCE, question).await {
        Ok(Ok(hint)) => hint,
        Ok(Err(error)) => {
            tracing::warn!(%error, check = name, "a readiness check failed");
            Some("the database did not answer; the log says why".to_owned())
        }
        Err(_) => Some(format!("no answer within {} s", PATIENCE.as_secs())),
    };
    Check { name, ok: hint.is_none(), hint }
}

async fn database(app: &App) -> Result<Option<String>> {
    app.db.conn().ping().await?;
    Ok(None)
}

async fn migrations(app: &App) -> Result<Option<String>> {
    let pending = app.db.pending_migrations().await?;
    let hint = format!("run `leadline migrate`: {} migrations are missing", pending.len());
    Ok((!pending.is_empty()).then_some(hint))
}

async fn worker(app: &App) -> Result<Option<String>> {
    let recent = worker_heartbeat::Entity::find()
        .filter(worker_heartbeat::Column::SeenAt.gt(app.clock.now() - WORKER_SEEN_WITHIN))
        .order_by_desc(worker_heartbeat::Column::SeenAt);
    let seen = recent.one(app.db.conn()).await?.is_some();
    let seconds = WORKER_SEEN_WITHIN.num_seconds();
    let hint = format!("no worker was seen within {seconds} s: start one with `leadline worker`");
    Ok((!seen).then_some(hint))
}
