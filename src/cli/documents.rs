//! `leadline documents …`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::{anyhow, bail};
use chrono::SecondsFormat;

use super::{
    output::{remark, say},
    runtime::Runtime,
    table::table,
};
use crate::{
    config::Config,
    documents::{
        self, DocumentId, NewDocument,
        files::{self, Broken, Found},
    },
    graphql, http,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Put documents on the list, all of them or none
    Add(Add),
    /// Show the list
    List(List),
    /// Take a document off the list
    Remove(Remove),
}

/// Put documents on the list of those that clients may ask for by id, and that a server with
/// `http.documents.mode = "trusted"` runs alone.
///
/// Files ending in .graphql or .gql hold one document each, whose id is the SHA-256 of the file. Files ending in
/// .json are manifests, as Apollo's generate-persisted-query-manifest, relay-compiler and graphql-codegen write
/// them, whose ids are kept. Each document is checked against the schema; when one is broken, none is added.
/// Servers that run hear of it within seconds.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Files, or folders of such
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// As JSON, one object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct Remove {
    /// Its id, or the SHA-256 of its text
    #[arg(value_name = "HASH")]
    id: String,
}

/// Runs the command.
///
/// # Errors
/// The database failed, or there is no such document.
pub async fn run(config: Config, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Add(args) => add(config, args).await,
        Command::List(args) => list(config, args).await.map(|()| ExitCode::SUCCESS),
        Command::Remove(args) => remove(config, args).await.map(|()| ExitCode::SUCCESS),
    }
}

async fn add(config: Config, args: Add) -> anyhow::Result<ExitCode> {
    let (documents, broken) = checked(args.files).await?;
    if !broken.is_empty() {
        broken.iter().for_each(remark);
        remark(format_args!("nothing was added: {} broken, {} good", broken.len(), documents.len()));
        return Ok(ExitCode::FAILURE);
    }
    if documents.is_empty() {
        bail!("no documents are there: they are read from .graphql, .gql and .json files");
    }
    let runtime = Runtime::open(config).await?;
    let rows: Vec<_> =
        documents.iter().map(|document| vec![document.id.to_string(), document.name.clone()]).collect();
    let added = documents::add(&runtime.ctx("documents add"), documents).await?;
    say(table(&["ID", "OPERATIONS"], &rows));
    say(format_args!("{} added, {} on the list already", added.added, added.known));
    runtime.close().await;
    Ok(ExitCode::SUCCESS)
}

/// What the files hold: what is fit for the schema, and what is not.
async fn checked(paths: Vec<PathBuf>) -> anyhow::Result<(Vec<NewDocument>, Vec<Broken>)> {
    let (found, mut broken) = tokio::task::spawn_blocking(move || read(&paths)).await?;
    let checker = graphql::checker();
    let mut fit = Vec::new();
    for document in found {
        match http::graphql::check(&checker, &document.text).await {
            Ok(name) => fit.push(NewDocument { id: document.id(), name, text: document.text }),
            Err(unfit) => broken.push(document.broken(unfit.line, &unfit.reason)),
        }
    }
    Ok((fit, broken))
}

fn read(paths: &[PathBuf]) -> (Vec<Found>, Vec<Broken>) {
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for path in paths {
        match files::look(path) {
            Ok(files) => {
                for file in files {
                    match files::read(&file) {
                        Ok(documents) => found.extend(documents),
                        Err(problems) => broken.extend(problems),
                    }
                }
            }
            Err(problem) => broken.push(problem),
        }
    }
    (found, broken)
}

async fn list(config: Config, args: List) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let entries = documents::list(runtime.db.conn()).await?;
    if args.json {
        for entry in &entries {
            say(serde_json::json!({
                "id": entry.id, "sha256": entry.sha256, "operations": entry.name, "length": entry.length,
                "addedAt": entry.added_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            }));
        }
    } else if entries.is_empty() {
        say("no document is on the list; add some: leadline documents add FILE…");
    } else {
        let row = |entry: &documents::Entry| {
            let added = entry.added_at.to_rfc3339_opts(SecondsFormat::Secs, true);
            vec![entry.id.clone(), entry.name.clone(), entry.length.to_string(), added]
        };
        say(table(&["ID", "OPERATIONS", "LENGTH", "ADDED"], &entries.iter().map(row).collect::<Vec<_>>()));
    }
    runtime.close().await;
    Ok(())
}

async fn remove(config: Config, args: Remove) -> anyhow::Result<()> {
    let id = DocumentId::parse(&args.id).map_err(|expected| anyhow!("an id is {expected}"))?;
    let runtime = Runtime::open(config).await?;
    let removed = documents::remove(&runtime.ctx("documents remove"), &id).await?;
    runtime.close().await;
    if removed == 0 {
        bail!("no document `{id}` is on the list; `leadline documents list` shows those that are");
    }
    say(format_args!("removed {id}"));
    Ok(())
}
