//! `leadline user deactivate`.

use std::collections::BTreeMap;

use super::with_email;
use crate::{
    cli::{output::say, runtime::Runtime, team},
    config::Config,
    context::Mode,
    organisation::Kind,
    users,
};

/// End a user's work here: they are signed out everywhere, and their open leads are handed over to a user, to a unit, or
/// stay in their group and unit without an assignee. What they did stays theirs.
#[derive(Debug, clap::Args)]
pub struct Deactivate {
    /// Who leaves
    #[arg(long)]
    email: String,
    /// The user who gets their open leads
    #[arg(long, value_name = "EMAIL", conflicts_with = "to_unit")]
    to: Option<String>,
    /// The unit in which their open leads shall wait: its name or id
    #[arg(long, value_name = "UNIT")]
    to_unit: Option<String>,
    /// Show what would be, mails included, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no such user or unit, or the database failed.
pub async fn run(config: Config, args: Deactivate) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user deactivate");
    let user = with_email(&ctx, &args.email).await?;
    let to_user = match &args.to {
        Some(email) => Some(with_email(&ctx, email).await?.id),
        None => None,
    };
    let to_unit = match &args.to_unit {
        Some(name) => team::find(&ctx, Kind::Unit, name).await?.unit(),
        None => None,
    };
    let who = users::Deactivate { id: user.id, expected_version: Some(user.version), to_user, to_unit };
    let done = users::deactivate(&ctx, &who, Mode::from_dry_run(args.dry_run)).await?;
    let mut mails: BTreeMap<&str, u64> = BTreeMap::new();
    for message in &done.communications {
        *mails.entry(&message.template).or_default() += 1;
    }
    let (leaves, are) = if args.dry_run { ("would leave", "would be") } else { ("left", "were") };
    say(format_args!("{} <{}> {leaves}", done.user.name, done.user.email));
    say(format_args!("{} open leads {are} handed over", done.leads));
    for (template, count) in mails {
        say(format_args!("{count} mails {are} called for: {template}"));
    }
    runtime.close().await;
    Ok(())
}
