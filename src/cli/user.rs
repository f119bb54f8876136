//! `leadline user …`.

use std::io::BufRead;

use anyhow::Context as _;
use clap::ValueEnum;
use entity::Role;

use super::{output::say, runtime::Runtime};
use crate::{auth::secret, config::Config, users};

/// Digits of a generated password: 80 bits.
const GENERATED: usize = 20;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a user
    Create(Create),
}

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
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArg {
    /// Works on leads
    Agent,
    /// Also deletes leads and runs sweeps
    Manager,
    /// May do everything
    Admin,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Agent => Self::Agent,
            RoleArg::Manager => Self::Manager,
            RoleArg::Admin => Self::Admin,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the input, or the database failed.
pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let Command::Create(new) = command;
    let password = match new.password.as_deref() {
        Some("-") => Some(from_standard_input()?),
        given => given.map(str::to_owned),
    };
    let (password, generated) = match password {
        Some(password) => (password, false),
        None => (secret::random_token()?.chars().take(GENERATED).collect(), true),
    };
    let runtime = Runtime::open(config).await?;
    let user = users::NewUser {
        email: new.email,
        name: new.name,
        role: new.role.into(),
        password: Some(password.clone()),
        locale: new.locale,
        time_zone: None,
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

fn from_standard_input() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
