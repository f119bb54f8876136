//! `leadline user create`.

use super::{RoleArg, new_password};
use crate::{
    cli::{output::say, runtime::Runtime},
    config::Config,
    users,
};

/// Add a user. Without a password one is made and shown once.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Address with which they sign in
    #[arg(long)]
    email: String,
    /// What people call them
    #[arg(long)]
    name: String,
    /// What they may do
    #[arg(long, value_enum, ignore_case = true, default_value = "agent")]
    role: RoleArg,
    /// Password; `-` reads it from standard input, so that it stays out of the shell's history
    #[arg(long, env = "LEADLINE_PASSWORD", hide_env_values = true)]
    password: Option<String>,
    /// Language of the mail that they get, such as `de-AT`
    #[arg(long, value_name = "TAG")]
    locale: Option<String>,
    /// Where their clock is, such as `Europe/Vienna`
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the input, or the database failed.
pub async fn run(config: Config, new: Create) -> anyhow::Result<()> {
    let (password, generated) = new_password(new.password.as_deref())?;
    let runtime = Runtime::open(config).await?;
    let user = users::NewUser {
        email: new.email,
        name: new.name,
        role: new.role.into(),
        password: Some(password.clone()),
        locale: new.locale,
        time_zone: new.time_zone,
    };
    let user = users::create(&runtime.ctx("user create"), user).await?;
    say(format_args!("added {} {} <{}>", user.role, user.name, user.email));
    if generated {
        say(format_args!("password: {password}"));
        say("it is shown only now");
    }
    runtime.close().await;
    Ok(())
}
