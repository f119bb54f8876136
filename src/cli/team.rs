//! `leadline group …` and `leadline unit …`: the same for both.

use anyhow::bail;
use sea_orm::Condition;

use super::{output::say, pages, runtime::Runtime, table::table, user::with_email};
use crate::{
    config::Config,
    context::Ctx,
    organisation::{self, Kind, NewMember, TeamId},
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add one
    Create {
        /// What people call it
        name: String,
    },
    /// Show them, with how many members they have
    List,
    /// Add a member
    AddMember {
        /// Its name or id
        name: String,
        /// Who joins
        #[arg(long)]
        email: String,
        /// They manage it: their role must be manager or admin
        #[arg(long)]
        manager: bool,
    },
    /// Remove a member; what they work on stays theirs
    RemoveMember {
        /// Its name or id
        name: String,
        /// Who leaves
        #[arg(long)]
        email: String,
    },
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the input, or the database failed.
pub async fn run(config: Config, kind: Kind, command: Command) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx(&kind.to_string());
    match command {
        Command::Create { name } => {
            let id = organisation::create(&ctx, kind, &name).await?;
            say(format_args!("added the {kind} {name} ({id})"));
        }
        Command::List => list(&ctx, kind).await?,
        Command::AddMember { name, email, manager: is_manager } => {
            let (team, user) = (find(&ctx, kind, &name).await?, with_email(&ctx, &email).await?);
            organisation::add_member(&ctx, NewMember { team, user: user.id, is_manager }).await?;
            let does = if is_manager { "manages" } else { "belongs to" };
            say(format_args!("{} <{}> {does} the {kind} {name}", user.name, user.email));
        }
        Command::RemoveMember { name, email } => {
            let (team, user) = (find(&ctx, kind, &name).await?, with_email(&ctx, &email).await?);
            organisation::remove_member(&ctx, team, user.id).await?;
            say(format_args!("{} <{}> left the {kind} {name}", user.name, user.email));
        }
    }
    runtime.close().await;
    Ok(())
}

async fn all(ctx: &Ctx, kind: Kind) -> anyhow::Result<Vec<(TeamId, String, u64)>> {
    let every = Condition::all;
    Ok(match kind {
        Kind::Group => {
            let rows = pages::all(async |page| organisation::groups(ctx, every(), page).await).await?;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let members = organisation::count_of_groups(ctx, &ids).await?;
            let count = |id| members.get(&id).copied().unwrap_or_default();
            rows.into_iter().map(|row| (row.id.into(), row.name, count(row.id))).collect()
        }
        Kind::Unit => {
            let rows = pages::all(async |page| organisation::units(ctx, every(), page).await).await?;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let members = organisation::count_of_units(ctx, &ids).await?;
            let count = |id| members.get(&id).copied().unwrap_or_default();
            rows.into_iter().map(|row| (row.id.into(), row.name, count(row.id))).collect()
        }
    })
}

async fn list(ctx: &Ctx, kind: Kind) -> anyhow::Result<()> {
    let found = all(ctx, kind).await?;
    if found.is_empty() {
        say(format_args!("there is no {kind} yet; add one: leadline {kind} create NAME"));
        return Ok(());
    }
    let rows: Vec<_> = found
        .into_iter()
        .map(|(id, name, members)| vec![name, members.to_string(), id.to_string()])
        .collect();
    say(table(&["NAME", "MEMBERS", "ID"], &rows));
    Ok(())
}

/// The group or unit with this name, in upper or lower case, or id.
///
/// # Errors
/// There is none, or the database failed.
pub async fn find(ctx: &Ctx, kind: Kind, name: &str) -> anyhow::Result<TeamId> {
    let folded = name.trim().to_lowercase();
    let is_meant =
        |(id, name, _): &(TeamId, String, u64)| name.to_lowercase() == folded || id.to_string() == folded;
    match all(ctx, kind).await?.into_iter().find(is_meant) {
        Some((id, ..)) => Ok(id),
        None => {
            bail!("there is no {kind} `{}`; `leadline {kind} list` shows those that are there", name.trim())
        }
    }
}
