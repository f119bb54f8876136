//! `leadline user …`.

mod create;
mod deactivate;
mod disable_two_factor;
mod list;
mod reactivate;
mod set_password;
mod set_role;

use std::io::BufRead;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use entity::{Role, user};

use crate::{auth::secret, config::Config, context::Ctx, users};

/// Digits of a generated password: 80 bits.
const GENERATED: usize = 20;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a user
    Create(create::Create),
    /// Show who works here
    List(list::List),
    /// End a user's work here, and hand over their open leads
    Deactivate(deactivate::Deactivate),
    /// Let a user work again
    Reactivate(reactivate::Reactivate),
    /// Say what a user may do
    SetRole(set_role::SetRole),
    /// Give a user another password
    SetPassword(set_password::SetPassword),
    /// Take away the second factor of a user who has lost it
    DisableTwoFactor(disable_two_factor::DisableTwoFactor),
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the input, or the database failed.
pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(args) => create::run(config, args).await,
        Command::List(args) => list::run(config, args).await,
        Command::Deactivate(args) => deactivate::run(config, args).await,
        Command::Reactivate(args) => reactivate::run(config, args).await,
        Command::SetRole(args) => set_role::run(config, args).await,
        Command::SetPassword(args) => set_password::run(config, args).await,
        Command::DisableTwoFactor(args) => disable_two_factor::run(config, args).await,
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArg {
    /// Works on leads
    Agent,
    /// Leads groups and units; also deletes leads and runs sweeps
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

/// The user with this address, who must be there.
///
/// # Errors
/// Nobody has it, or the database failed.
pub async fn with_email(ctx: &Ctx, email: &str) -> anyhow::Result<user::Model> {
    match users::by_email(ctx, email).await? {
        Some(user) => Ok(user),
        None => bail!(
            "there is no user with the address `{}`; `leadline user list` shows those that are there",
            email.trim()
        ),
    }
}

/// The password that was given, or a new one; and whether it is new.
fn new_password(given: Option<&str>) -> anyhow::Result<(String, bool)> {
    Ok(match given {
        Some("-") => (from_standard_input()?, false),
        Some(given) => (given.to_owned(), false),
        None => (secret::random_token()?.chars().take(GENERATED).collect(), true),
    })
}

fn from_standard_input() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
