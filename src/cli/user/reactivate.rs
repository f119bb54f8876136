//! `leadline user reactivate`.

use super::with_email;
use crate::{
    cli::{output::say, runtime::Runtime},
    config::Config,
    users,
};

/// Let a user work again, in the groups and units that they belonged to. They sign in anew.
#[derive(Debug, clap::Args)]
pub struct Reactivate {
    /// Who comes back
    #[arg(long)]
    email: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such user, or the database failed.
pub async fn run(config: Config, args: Reactivate) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user reactivate");
    let user = with_email(&ctx, &args.email).await?;
    users::reactivate(&ctx, user.id, Some(user.version)).await?;
    say(format_args!("{} <{}> works here again", user.name, user.email));
    runtime.close().await;
    Ok(())
}
