//! `leadline api-key …`.

use anyhow::{Context as _, anyhow, bail};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::ValueEnum;
use entity::{ApiKeyId, ApiKeyScope, UserId, api_key, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    output::{remark, say},
    runtime::Runtime,
    table::table,
};
use crate::{
    api_keys::{self, NewApiKey},
    config::Config,
    context::Ctx,
    db::PageRequest,
    users,
};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a key; it is shown once
    Create(Create),
    /// Show the keys
    List(List),
    /// End a key, for good
    Revoke(Revoke),
}

/// Make a key with which an integration acts for a user. Only the key goes to standard output:
/// `KEY=$(leadline api-key create --email web@acme.example --name "web form" --scope leads-create)`.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// The user for whom it acts: with at most their rights, and under their visibility
    #[arg(long)]
    email: String,
    /// What it is for
    #[arg(long)]
    name: String,
    /// What it may be used for; may be given several times
    #[arg(long = "scope", value_enum, required = true)]
    scopes: Vec<ScopeArg>,
    /// For how many days it is good; without it, until it is revoked
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=3650))]
    days: Option<u32>,
}

#[derive(Debug, clap::Args)]
pub struct List {
    /// Only those of the user with this address
    #[arg(long)]
    email: Option<String>,
    /// Those that work no more as well
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// Its id, or its beginning (llk_ and twelve letters)
    #[arg(value_name = "KEY")]
    key: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScopeArg {
    /// Read leads and what belongs to them
    LeadsRead,
    /// Add leads, and nothing else: for web forms
    LeadsCreate,
    /// Add and change leads
    LeadsWrite,
    /// Read users, units and groups
    OrganisationRead,
    /// Change how Leadline is set up, if the owner may
    Administration,
}

impl From<ScopeArg> for ApiKeyScope {
    fn from(scope: ScopeArg) -> Self {
        match scope {
            ScopeArg::LeadsRead => Self::LeadsRead,
            ScopeArg::LeadsCreate => Self::LeadsCreate,
            ScopeArg::LeadsWrite => Self::LeadsWrite,
            ScopeArg::OrganisationRead => Self::OrganisationRead,
            ScopeArg::Administration => Self::Administration,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the input, or the database failed.
pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let done = match command {
        Command::Create(args) => create(&runtime.ctx("api-key create"), args).await,
        Command::List(args) => list(&runtime.ctx("api-key list"), args).await,
        Command::Revoke(args) => revoke(&runtime.ctx("api-key revoke"), &args).await,
    };
    runtime.close().await;
    done
}

async fn create(ctx: &Ctx, args: Create) -> anyhow::Result<()> {
    let owner = owner(ctx, &args.email).await?;
    let new = NewApiKey {
        name: args.name,
        owner: owner.id,
        scopes: args.scopes.into_iter().map(Into::into).collect(),
        expires_at: args.days.map(|days| ctx.clock.now() + TimeDelta::days(i64::from(days))),
    };
    let created = api_keys::create(ctx, &new).await?;
    let token = created.token.context("the key was made, but cannot be shown")?;
    say(token);
    remark(format_args!(
        "acts for {} <{}>, may {}; shown only now: send it as `Authorization: Bearer …`",
        owner.name,
        owner.email,
        words(&created.key)
    ));
    match created.key.expires_at {
        Some(end) => remark(format_args!("good until {}", second(end))),
        None => remark(format_args!("warning: {}", api_keys::NEVER_EXPIRES)),
    }
    Ok(())
}

async fn list(ctx: &Ctx, args: List) -> anyhow::Result<()> {
    let owner_id = match &args.email {
        Some(email) => Some(owner(ctx, email).await?.id),
        None => None,
    };
    let mut keys = all(ctx, owner_id).await?;
    keys.retain(|key| args.all || end(ctx, key).is_none());
    if keys.is_empty() {
        say("no key is there; make one: leadline api-key create --email … --name … --scope …");
        return Ok(());
    }
    let ids: Vec<UserId> = keys.iter().map(|key| key.user_id).collect();
    let owners = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(ctx.db.conn()).await?;
    let rows: Vec<_> = keys
        .iter()
        .map(|key| {
            let owner = owners.iter().find(|owner| owner.id == key.user_id);
            let until = end(ctx, key).unwrap_or_else(|| key.expires_at.map_or("-".into(), second));
            vec![
                key.prefix.clone(),
                key.name.clone(),
                owner.map(|owner| owner.email.clone()).unwrap_or_default(),
                words(key),
                until,
                key.last_used_at.map_or("never".into(), second),
            ]
        })
        .collect();
    say(table(&["KEY", "NAME", "ACTS FOR", "SCOPES", "UNTIL", "LAST USED"], &rows));
    Ok(())
}

async fn revoke(ctx: &Ctx, args: &Revoke) -> anyhow::Result<()> {
    let id = if let Ok(id) = args.key.parse::<ApiKeyId>() {
        Some(id)
    } else {
        // Whoever pastes the whole key means its beginning.
        let prefix = args.key.splitn(3, '_').take(2).collect::<Vec<_>>().join("_");
        api_keys::by_prefix(ctx, &prefix).await?.map(|key| key.id)
    };
    let id = id.ok_or_else(|| anyhow!("there is no such key; `leadline api-key list --all` shows them"))?;
    let key = api_keys::revoke(ctx, id, None).await?.0;
    say(format_args!("revoked {} ({})", key.prefix, key.name));
    Ok(())
}

async fn owner(ctx: &Ctx, email: &str) -> anyhow::Result<user::Model> {
    let Some(user) = users::by_email(ctx, email).await? else {
        bail!("there is no user with the address `{}`; add one with `leadline user create`", email.trim());
    };
    Ok(user)
}

async fn all(ctx: &Ctx, owner: Option<UserId>) -> anyhow::Result<Vec<api_key::Model>> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let request = PageRequest::new(Some(100), after.as_deref(), None, None)?;
        let page = api_keys::list(ctx, owner, &request).await?;
        after = page.rows.last().map(|(cursor, _)| cursor.encode());
        keys.extend(page.rows.into_iter().map(|(_, key)| key));
        if !page.has_next {
            return Ok(keys);
        }
    }
}

/// Why a key works no more; none when it does.
fn end(ctx: &Ctx, key: &api_key::Model) -> Option<String> {
    match (key.revoked_at, key.expires_at) {
        (Some(at), _) => Some(format!("revoked {}", second(at))),
        (None, Some(at)) if at <= ctx.clock.now() => Some(format!("expired {}", second(at))),
        _ => None,
    }
}

fn words(key: &api_key::Model) -> String {
    key.scopes.replace(' ', ", ")
}

fn second(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
