//! `leadline seed`.

use std::sync::Arc;

use anyhow::bail;
use entity::lead;
use indicatif::{ProgressBar, ProgressStyle};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{output::say, runtime::Runtime};
use crate::{
    config::{Config, Environment},
    context::Ctx,
    db::Db,
    demo::{self, Seeded},
};

/// Fill a database with invented data: a year of an invented sales team.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The only kind there is: some 350 leads in all statuses, with their history and mail
    #[arg(long, required = true)]
    demo: bool,
    /// Also when there are leads already
    #[arg(long)]
    force: bool,
}

/// Runs the command.
///
/// # Errors
/// There are leads already, or the database failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    debug_assert!(args.demo, "the command line demands it");
    refuse_production(&config)?;
    let runtime = Runtime::open(config).await?;
    if !is_empty(&runtime).await? && !args.force {
        bail!("there are leads in this database already; add the demo's to them with --force");
    }
    let seeded = Box::pin(fill(&runtime)).await?;
    say(format_args!("{} leads, {} mails, {} users", seeded.leads, seeded.mails, seeded.team.len()));
    say(format_args!("sign in as {} with the password {}", seeded.team[0].email, demo::PASSWORD));
    runtime.close().await;
    Ok(())
}

/// Keeps invented leads out of where real ones live.
///
/// # Errors
/// It is production.
pub fn refuse_production(config: &Config) -> anyhow::Result<()> {
    if config.env == Environment::Production {
        bail!(
            "invented leads are not for production: use another database, without `env = \"production\"` (LEADLINE_ENV)"
        );
    }
    Ok(())
}

/// Whether there are no leads, deleted ones included.
///
/// # Errors
/// The database failed.
pub async fn is_empty(runtime: &Runtime) -> anyhow::Result<bool> {
    Ok(lead::Entity::find().count(runtime.db.conn()).await? == 0)
}

/// Fills the database, with a progress bar.
///
/// # Errors
/// The database failed.
pub async fn fill(runtime: &Runtime) -> anyhow::Result<Seeded> {
    let bar = ProgressBar::new(1);
    bar.set_style(ProgressStyle::with_template("inventing a year  {bar:30} {percent:>3} %")?);
    let mut progress = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let mailer = runtime.mailer().await?;
    let hasty = Db::connect_in_haste(&runtime.config.database).await?;
    let ctx = Ctx { db: hasty.clone(), ..runtime.ctx("demo") };
    let seeded = Box::pin(demo::seed(&ctx, &mailer, &mut progress)).await;
    bar.finish_and_clear();
    drop((ctx, Arc::clone(&mailer)));
    hasty.close().await?;
    Ok(seeded?)
}
