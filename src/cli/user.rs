//! `leadline user …`.

use std::io::BufRead;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use entity::{Role, user};

use super::{output::say, runtime::Runtime};
use crate::{auth::secret, config::Config, context::Ctx, sign_in, users};

/// Digits of a generated password: 80 bits.
const GENERATED: usize = 20;

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add a user
    Create(Create),
    /// Give a user another password
    SetPassword(SetPassword),
    /// Take away the second factor of a user who has lost it
    DisableTwoFactor(DisableTwoFactor),
}

/// Give a user another password, sign them out everywhere, and lift a lock. Without a password one is made and shown once.
/// The user is told by mail.
#[derive(Debug, clap::Args)]
pub struct SetPassword {
    /// The user's address
    #[arg(long)]
    email: String,
    /// Password; `-` reads it from standard input, so that it stays out of the shell's history
    #[arg(long, env = "LEADLINE_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

/// Take away the second factor of a user who has lost authenticator app and recovery codes: make sure that it is them who
/// ask. The user is told by mail.
#[derive(Debug, clap::Args)]
pub struct DisableTwoFactor {
    /// The user's address
    #[arg(long)]
    email: String,
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
    match command {
        Command::Create(new) => create(config, new).await,
        Command::SetPassword(args) => set_password(config, args).await,
        Command::DisableTwoFactor(args) => disable_two_factor(config, args).await,
    }
}

async fn create(config: Config, new: Create) -> anyhow::Result<()> {
    let (password, generated) = password(new.password)?;
    let runtime = Runtime::open(config).await?;
    let user = users::NewUser {
        email: new.email,
        name: new.name,
        role: new.role.into(),
        password: Some(password.clone()),
        locale: new.locale,
    };
    let user = users::create(&runtime.ctx("user create"), user).await?;
    say(format_args!("added {} {} <{}>", user.role, user.name, user.email));
    show(generated.then_some(&password));
    runtime.close().await;
    Ok(())
}

async fn set_password(config: Config, args: SetPassword) -> anyhow::Result<()> {
    let (password, generated) = password(args.password)?;
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user set-password");
    let user = with_email(&ctx, &args.email).await?;
    let ended = sign_in::set_password(&ctx, &user, password.clone()).await?;
    say(format_args!("{} <{}> has another password; {ended} sessions were ended", user.name, user.email));
    show(generated.then_some(&password));
    runtime.close().await;
    Ok(())
}

async fn disable_two_factor(config: Config, args: DisableTwoFactor) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user disable-two-factor");
    let user = with_email(&ctx, &args.email).await?;
    sign_in::reset_two_factor(&ctx, user.id).await?;
    say(format_args!("{} <{}> signs in by password alone from now on", user.name, user.email));
    runtime.close().await;
    Ok(())
}

async fn with_email(ctx: &Ctx, email: &str) -> anyhow::Result<user::Model> {
    match users::by_email(ctx, email).await? {
        Some(user) => Ok(user),
        None => {
            bail!("there is no user with the address `{}`; add one with `leadline user create`", email.trim())
        }
    }
}

/// The password that was given, or a new one, and whether it is new.
fn password(given: Option<String>) -> anyhow::Result<(String, bool)> {
    match given.as_deref() {
        Some("-") => Ok((from_standard_input()?, false)),
        Some(given) => Ok((given.to_owned(), false)),
        None => Ok((secret::random_token()?.chars().take(GENERATED).collect(), true)),
    }
}

fn show(password: Option<&String>) {
    if let Some(password) = password {
        say(format_args!("password: {password}"));
        say("it is shown only now");
    }
}

fn from_standard_input() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
