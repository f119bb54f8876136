//! `leadline worker`.

use super::runtime::Runtime;
use crate::{config::Config, http::metrics, jobs, shutdown};

/// Runs the command: until it is stopped.
///
/// # Errors
/// A setting cannot be used, or the database cannot be reached.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let runtime = Runtime::open_observed(config, Some(metrics::sql_observer())).await?;
    let mailer = runtime.mailer().await?;
    let stop = shutdown::on_signal()?;
    jobs::run_worker(runtime.ctx("worker"), mailer, runtime.queue(), stop).await?;
    runtime.close().await;
    Ok(())
}
