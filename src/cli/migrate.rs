//! `leadline migrate`.

use std::process::ExitCode;

use super::{output::say, runtime};
use crate::{config::Config, db::Db, jobs};

/// Bring the database up to date. `serve` does this by itself on `SQLite`; on `PostgreSQL` run it once before
/// the new version starts.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only show what is pending, and exit with 1 if anything is
    #[arg(long)]
    status: bool,
}

/// Runs the command.
///
/// # Errors
/// The database cannot be reached, or a migration failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<ExitCode> {
    let db = runtime::connect(&config.database, None).await?;
    let pending = db.pending_migrations().await?;
    if args.status {
        let up_to_date = pending.is_empty();
        for name in pending {
            say(format_args!("pending  {name}"));
        }
        if up_to_date {
            say("the database is up to date");
        }
        return Ok(if up_to_date { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    Db::migrate(&config.database).await?;
    jobs::migrate(&db).await?;
    for name in &pending {
        say(format_args!("done  {name}"));
    }
    say("the database is up to date");
    db.close().await?;
    Ok(ExitCode::SUCCESS)
}
