//! `leadline demo`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::{
    output::say,
    runtime::Runtime,
    seed,
    serve::{graphiql_source, listen, run_until},
    table::table,
};
use crate::{
    auth::sessions,
    config::Config,
    demo::{self, Account, life},
    http::metrics,
    shutdown, telemetry, users,
};

/// The demo's own database, in the current folder.
const FILE: &str = "leadline-demo.db";
/// Its mail goes here, never out: the people in it are invented.
const OUTBOX: &str = "file:./outbox";
const OWN_URL: &str = "LEADLINE_DATABASE__URL";

/// Show Leadline: a year of invented leads in a database of its own (leadline-demo.db, unless
/// LEADLINE_DATABASE__URL is set), a team that goes on working, GraphiQL, and every mail in ./outbox.
///
/// Ctrl-C stops it; the next start goes on where it was.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Begin anew: deletes leadline-demo.db
    #[arg(long)]
    reset: bool,
}

/// Runs the command: until it is stopped.
///
/// # Errors
/// A setting cannot be used, the port is taken, or the database failed.
pub async fn run(args: Args, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let config = config(file)?;
    let own = std::env::var_os(OWN_URL).is_none();
    if args.reset && !own {
        bail!("--reset deletes only {FILE}; empty the database of {OWN_URL} yourself, or unset the variable");
    }
    telemetry::init_tracing(&config.log)?;
    let stop = shutdown::on_signal()?;
    // The port first: a second demo must not delete the database of the first.
    let (listener, address) = listen(&config).await?;
    if args.reset {
        delete()?;
    }
    let runtime = Runtime::open_observed(config, Some(metrics::sql_observer())).await?;
    let seeding = async {
        if seed::is_empty(&runtime).await? {
            say("inventing a year of leads; this takes a few seconds …");
            let seeded = Box::pin(seed::fill(&runtime)).await?;
            say(format_args!("{} leads and {} mails", seeded.leads, seeded.mails));
        }
        anyhow::Ok(demo::team(&runtime.ctx("demo")).await?)
    };
    let Some(team) = stop.run_until_cancelled(Box::pin(seeding)).await else {
        say("stopped before the year was over: start again with `leadline demo --reset`");
        return Ok(ExitCode::FAILURE);
    };
    let team = team?;
    introduce(&runtime, &team, &format!("{}://{address}", runtime.config.http.scheme())).await?;
    let living = tokio::spawn(life::run(runtime.ctx("demo"), team, stop.clone()));
    let result = stop_quickly(&runtime, listener, stop).await;
    living.abort();
    runtime.close().await;
    result.map(|()| ExitCode::SUCCESS)
}

/// A demo has nothing that is worth waiting for.
async fn stop_quickly(
    runtime: &Runtime,
    listener: tokio::net::TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    };
    tokio::select! {
        result = run_until(runtime, listener, true, stop.clone()) => result,
        () = late => Ok(()),
    }
}

fn config(file: Option<&Path>) -> anyhow::Result<Config> {
    let mut config = Config::load(file)?;
    let defaults = Config::default();
    if std::env::var_os(OWN_URL).is_none() {
        config.database.url = format!("sqlite://{FILE}");
    }
    seed::refuse_production(&config)?;
    OUTBOX.clone_into(&mut config.mail.url);
    if config.organisation.name == defaults.organisation.name {
        "Roomwise (a demo)".clone_into(&mut config.organisation.name);
    }
    if config.mail.from == defaults.mail.from {
        "Roomwise Sales <sales@roomwise.example>".clone_into(&mut config.mail.from);
    }
    if config.log.filter == defaults.log.filter {
        "warn".clone_into(&mut config.log.filter);
    }
    Ok(config)
}

fn delete() -> anyhow::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{FILE}{suffix}"));
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| format!("{} cannot be deleted", file.display()))?;
        }
    }
    Ok(())
}

async fn introduce(runtime: &Runtime, team: &[Account], url: &str) -> anyhow::Result<()> {
    let ctx = runtime.ctx("demo");
    let admin = team.first().context("the demo has no users")?;
    let user = users::by_email(&ctx, &admin.email).await?.context("the demo has no admin")?;
    let token = sessions::issue(&ctx.db, &ctx.clock, &ctx.origin, user, TimeDelta::hours(24)).await?;
    let rows: Vec<_> = team
        .iter()
        .map(|account| vec![account.email.clone(), account.name.clone(), account.role.to_string()])
        .collect();
    say("");
    say(table(&["SIGN IN AS", "NAME", "ROLE"], &rows));
    say(format_args!("password of all: {}", demo::PASSWORD));
    say("");
    say("access token of the admin, good for a day; send it as a header:");
    say(format_args!("  {{\"Authorization\": \"Bearer {}\"}}", token.token));
    say("");
    if runtime.config.shows_graphiql() {
        say(format_args!("GraphiQL   {url}/   ({})", graphiql_source(&runtime.config)));
    }
    say(format_args!("mailbox    {url}/dev/mailbox   (files in ./outbox)"));
    say(format_args!("API        {url}/graphql"));
    say("");
    say("the team goes on working every few seconds: subscribe, and watch; Ctrl-C stops");
    Ok(())
}
