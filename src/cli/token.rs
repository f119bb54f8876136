//! `leadline token`.

use anyhow::bail;
use chrono::{SecondsFormat, TimeDelta};

use super::{
    output::{remark, say},
    runtime::Runtime,
};
use crate::{auth::sessions, config::Config, users};

/// Print an access token for a user. Only the token goes to standard output:
/// `TOKEN=$(leadline token --email ann@acme.example)`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The user's address
    #[arg(long)]
    email: String,
    /// For how long it is good
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=8760))]
    hours: u32,
}

/// Runs the command.
///
/// # Errors
/// There is no such user, or the database failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("token");
    let Some(user) = users::by_email(&ctx, &args.email).await? else {
        bail!(
            "there is no user with the address `{}`; add one with `leadline user create`",
            args.email.trim()
        );
    };
    if !user.is_active {
        bail!("the user with the address `{}` is not active", user.email);
    }
    let lifetime = TimeDelta::hours(i64::from(args.hours));
    let token = sessions::issue(&ctx.db, &ctx.clock, &ctx.origin, user, lifetime).await?;
    say(&token.token);
    let expires = token.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    remark(format_args!("good until {expires}; send it as `Authorization: Bearer …`"));
    runtime.close().await;
    Ok(())
}
