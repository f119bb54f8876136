//! `leadline bench`: how fast this machine does the main job, on the configured database.
//!
//! Nothing here is a test: it prints figures. Each step goes the way that users' requests go: the page and the
//! change of status through the schema and the domain, the sweep as the schedule runs it, deliveries through a real
//! worker to a mail server on loopback.

mod data;
mod delivery;
mod figures;
mod page;
mod sink;
mod status;
mod visibility;
mod visibility_data;

use std::time::Instant;

use anyhow::bail;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{output::say, runtime::Runtime, seed::refuse_production};
use crate::{config::Config, jobs, leads::staleness};

/// Measure this machine: fills an empty database with leads, then reads, moves, sweeps and delivers.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// How many leads to fill the database with
    #[arg(long, default_value_t = 100_000)]
    leads: usize,
    /// How many of them are stale
    #[arg(long, default_value_t = 20_000)]
    stale: usize,
    /// How many changes of status and deliveries
    #[arg(long, default_value_t = 2_000)]
    changes: usize,
    /// Only fill the database, for measuring by other means
    #[arg(long)]
    fill_only: bool,
}

/// What to measure in the place of the main job.
#[derive(Debug, clap::Subcommand)]
enum What {
    Visibility(visibility::Args),
}

/// Runs the command.
///
/// # Errors
/// The database is not empty, or failed.
pub async fn run(mut config: Config, args: Args) -> anyhow::Result<()> {
    if let Some(What::Visibility(args)) = args.what {
        return visibility::run(config, args).await;
    }
    refuse_production(&config)?;
    if args.stale + args.changes * 2 > args.leads {
        bail!("--leads must be at least --stale and twice --changes");
    }
    let sink = sink::Sink::start().await?;
    config.mail.url = sink.url();
    let runtime = Runtime::open(config).await?;
    if entity::lead::Entity::find().count(runtime.db.conn()).await? > 0 {
        bail!("the bench needs an empty database: set LEADLINE_DATABASE__URL to one that may be filled");
    }
    jobs::migrate(&runtime.db).await?;
    let kind = if runtime.db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    say(format_args!("{kind}, {} leads, {} of them stale", args.leads, args.stale));

    let data = data::fill(&runtime, args.leads, args.stale).await?;
    if args.fill_only {
        runtime.close().await;
        return Ok(());
    }
    page::measure(&runtime, &data).await?;
    status::measure(&runtime, &data, args.changes).await?;
    delivery::measure(&runtime, &sink).await?;

    let started = Instant::now();
    let report = staleness::sweep(&runtime.ctx("bench")).await?;
    let seconds = started.elapsed().as_secs_f64();
    say(format_args!(
        "sweep: {} leads marked inactive and their assignees' mail queued in {seconds:.2} s, {:.0} leads/s",
        report.marked_inactive,
        figures::rate(usize::try_from(report.marked_inactive)?, seconds),
    ));
    runtime.close().await;
    Ok(())
}
