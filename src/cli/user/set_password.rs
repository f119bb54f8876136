//! `leadline user set-password`.

use super::{new_password, with_email};
use crate::{
    cli::{output::say, runtime::Runtime},
    config::Config,
    sign_in,
};

/// Give a user another password; they are signed out everywhere. Without one, one is made and shown once.
#[derive(Debug, clap::Args)]
pub struct SetPassword {
    /// Who
    #[arg(long)]
    email: String,
    /// Password; `-` reads it from standard input, so that it stays out of the shell's history
    #[arg(long, env = "LEADLINE_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no such user, the password is too short, or the database failed.
pub async fn run(config: Config, args: SetPassword) -> anyhow::Result<()> {
    let (password, generated) = new_password(args.password.as_deref())?;
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user set-password");
    let user = with_email(&ctx, &args.email).await?;
    sign_in::set_password(&ctx, &user, password.clone()).await?;
    say(format_args!("{} <{}> has another password, and is signed out everywhere", user.name, user.email));
    if generated {
        say(format_args!("password: {password}"));
        say("it is shown only now");
    }
    runtime.close().await;
    Ok(())
}
