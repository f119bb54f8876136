//! `leadline user set-role`.

use super::{RoleArg, with_email};
use crate::{
    cli::{output::say, runtime::Runtime},
    config::Config,
    leads::Change,
    users::{self, UpdateUser},
};

/// Say what a user may do. Who becomes an agent manages nothing any more.
#[derive(Debug, clap::Args)]
pub struct SetRole {
    /// Who
    #[arg(long)]
    email: String,
    /// What they may do
    #[arg(value_enum, ignore_case = true)]
    role: RoleArg,
}

/// Runs the command.
///
/// # Errors
/// There is no such user, no other admin would be left, or the database failed.
pub async fn run(config: Config, args: SetRole) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("user set-role");
    let user = with_email(&ctx, &args.email).await?;
    let role: entity::Role = args.role.into();
    let change = UpdateUser {
        id: user.id,
        expected_version: Some(user.version),
        name: None,
        email: None,
        role: Some(role),
        locale: Change::Keep,
        time_zone: Change::Keep,
    };
    users::update(&ctx, &change).await?;
    say(format_args!("{} <{}> was {}, and is {role}", user.name, user.email, user.role));
    runtime.close().await;
    Ok(())
}
