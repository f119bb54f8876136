//! The command line: one file for each command. Nothing here knows a rule of the domain.

#![allow(clippy::doc_markdown, reason = "doc comments of arguments are the help texts: plain, for people")]

mod audit;
mod bench;
mod demo;
mod doctor;
mod documents;
mod import;
mod mail;
mod migrate;
mod open_files;
mod output;
mod pages;
mod panic;
mod runtime;
mod schema;
mod seed;
mod serve;
mod sweep;
mod table;
mod team;
mod token;
mod user;
mod worker;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    config::{Config, Environment, Process},
    organisation::Kind,
    telemetry,
};

/// Lead management as a GraphQL API: from first interest to won or lost, with the right mail at each step.
///
/// Settings come from defaults, then a file (--config), then the environment (LEADLINE_HTTP__LISTEN for
/// `listen` in the section `[http]`); leadline.example.toml explains each. To look around without setting
/// anything up: `leadline demo`.
#[derive(Debug, Parser)]
#[command(name = "leadline", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    /// Settings in TOML; see leadline.example.toml
    #[arg(long, value_name = "FILE", env = "LEADLINE_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the API, and the background jobs with it
    Serve(serve::Args),
    /// Run only the background jobs: any number of workers may share a database
    Worker,
    /// Show Leadline with a year of invented leads, and life among them
    Demo(demo::Args),
    /// Bring the database up to date
    Migrate(migrate::Args),
    /// Manage the people who work with leads
    #[command(subcommand)]
    User(user::Command),
    /// Manage groups: circles of users that own leads
    #[command(subcommand)]
    Group(team::Command),
    /// Manage units: departments, where leads wait
    #[command(subcommand)]
    Unit(team::Command),
    /// Print an access token for a user, without their password
    Token(token::Args),
    /// Print the GraphQL schema
    Schema(schema::Args),
    /// Warn about leads that go stale, mark those that did, and point out what is overdue: now
    Sweep(sweep::Args),
    /// Try the mail settings
    #[command(subcommand)]
    Mail(mail::Command),
    /// Check settings, database, mail, templates, clock and disk, and say what to do
    Doctor,
    /// Add leads from a CSV file, as Salesforce, HubSpot, Odoo or a spreadsheet export it
    Import(import::Args),
    /// Manage the GraphQL documents that clients may ask for by id
    #[command(subcommand)]
    Documents(documents::Command),
    /// Show who did what, from where and when, and what it changed
    #[command(subcommand)]
    Audit(audit::Command),
    /// Fill a database with invented data
    Seed(seed::Args),
    /// Measure this machine, on an empty database
    Bench(bench::Args),
}

/// Runs the command that the process was started with.
///
/// Exit codes: 0 done, 1 failed, 2 the command line was wrong, 3 an import refused some rows.
pub fn main() -> ExitCode {
    panic::install_hook();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::failed(&error.into()),
    };
    let result = runtime.block_on(run(cli));
    // A blocked thread (a slow disk, a name server) must not hold up the end.
    runtime.shutdown_background();
    result.unwrap_or_else(|error| output::failed(&error))
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let file = cli.config.as_deref();
    match cli.command {
        // These two make do with settings that others refuse.
        Command::Doctor => return doctor::run(file).await,
        Command::Demo(args) => return demo::run(args, file).await,
        _ => {}
    }
    let mut config = Config::load(file)?;
    let is_server = matches!(cli.command, Command::Serve(_) | Command::Worker);
    if !is_server && config.log.filter == Config::default().log.filter {
        // A command says what it did by itself: its log is for warnings.
        "warn".clone_into(&mut config.log.filter);
    }
    let process = match cli.command {
        Command::Serve(_) => Some(Process::Server),
        Command::Worker => Some(Process::Worker),
        _ => None,
    };
    let demands = process.map(|process| config.unmet_demands(process)).unwrap_or_default();
    if !demands.is_empty() {
        return Ok(output::refused(&demands));
    }
    telemetry::init_tracing(&config.log)?;
    if is_server && config.env == Environment::Development {
        tracing::info!(
            "development mode: GraphiQL and /dev/* are on; set env = \"production\" to switch them off"
        );
    }
    match cli.command {
        Command::Serve(args) => serve::run(config, args).await?,
        Command::Worker => worker::run(config).await?,
        Command::Migrate(args) => return migrate::run(config, args).await,
        Command::User(command) => user::run(config, command).await?,
        Command::Group(command) => team::run(config, Kind::Group, command).await?,
        Command::Unit(command) => team::run(config, Kind::Unit, command).await?,
        Command::Token(args) => token::run(config, args).await?,
        Command::Schema(args) => schema::run(args)?,
        Command::Sweep(args) => sweep::run(config, args).await?,
        Command::Mail(command) => mail::run(&config, command).await?,
        Command::Import(args) => return import::run(config, args).await,
        Command::Documents(command) => return documents::run(config, command).await,
        Command::Audit(command) => audit::run(config, command).await?,
        Command::Seed(args) => seed::run(config, args).await?,
        Command::Bench(args) => bench::run(config, args).await?,
        Command::Doctor | Command::Demo(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    fn load(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("leadline.toml");
        std::fs::write(&file, text).expect("written");
        Config::load(Some(&file)).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_shows_every_setting_with_its_default() {
        let example = include_str!("../../leadline.example.toml");
        let json = |config: &Config| serde_json::to_value(config).expect("JSON");
        let defaults = json(&Config::default());
        assert_eq!(json(&load(example).expect("good")), defaults);
        for key in keys(&defaults) {
            let shown = |line: &str| {
                let line = line.trim_start_matches("# ");
                line.starts_with(&format!("{key} =")) || line.ends_with(&format!(".{key}]"))
            };
            assert!(example.lines().any(shown), "{key} is not in the example");
        }
    }

    /// The names of all values, without their sections.
    fn keys(value: &serde_json::Value) -> Vec<&str> {
        let object = value.as_object().into_iter().flatten();
        object
            .flat_map(|(key, value)| if value.is_object() { keys(value) } else { vec![key.as_str()] })
            .collect()
    }

    #[test]
    fn a_wrong_setting_is_named_with_what_was_expected() {
        for (text, key, expected) in [
            ("[http]\nlisten = \"here\"", "http.listen", "127.0.0.1:8000"),
            ("[http]\nallowed_origins = [\"*\", \"https://a.example\"]", "http.allowed_origins", "alone"),
            ("[http]\nallowed_origins = [\"a.example\"]", "http.allowed_origins", "https://app.acme.example"),
            ("[http.documents]\nmode = \"some\"", "http.documents.mode", "trusted"),
            ("[database]\nurl = \"mysql://x\"", "database.url", "postgres://"),
            ("[database]\nmax_connections = 1", "database.max_connections", "at least 2"),
            ("[jobs]\nsweep_cron = \"hourly\"", "jobs.sweep_cron", "six fields"),
            ("[jobs]\nsweep_batch = \"many\"", "jobs.sweep_batch", "expected u64"),
            ("[auth]\nsecret = \"short\"", "auth.secret", "32 characters"),
            ("[mail]\nfrom = \"me\"", "mail.from", "sales@acme.example"),
            ("[mail]\nfrmo = \"me\"", "frmo", "expected"),
        ] {
            let error = load(text).expect_err(text);
            assert!(error.contains(key) && error.contains(expected), "{error}");
        }
    }
}
