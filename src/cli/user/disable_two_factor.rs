//! `leadline user disable-two-factor`.

use super::with_email;
use crate::{
    cli::{output::say, runtime::Runtime},
    config::Config,
    sign_in,
};

/// Take away the second factor of a user who has lost authenticator app and recovery codes: make sure that it is them who
/// ask. The user is told by mail.
#[derive(Debug, clap::Args)]
pub struct DisableTwoFactor {
    /// Who
    #[arg(long)]
    email: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such user or no second factor, or the database failed.
pub async fn run(config: Config, args: DisableTwoFactor) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user disable-two-factor");
    let user = with_email(&ctx, &args.email).await?;
    sign_in::reset_two_factor(&ctx, user.id).await?;
    say(format_args!("{} <{}> signs in by password alone from now on", user.name, user.email));
    runtime.close().await;
    Ok(())
}
