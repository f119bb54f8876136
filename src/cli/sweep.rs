//! `leadline sweep`.

use entity::TriggerEvent;

use super::{output::say, runtime::Runtime, table::table};
use crate::{
    config::Config,
    leads::staleness::{self, PlannedLead, SweepReport},
};

/// Warn about leads that go stale, mark those that did as inactive, drop those whose time has come, and point out
/// what is overdue. The worker does this by itself on its schedule.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only show what would be done, and why
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// The database failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    let runtime = Runtime::open(config).await?;
    let ctx = runtime.ctx("sweep");
    if args.dry_run {
        let plan = staleness::plan(&ctx, &[]).await?;
        if !plan.leads.is_empty() {
            let rows: Vec<_> = plan.leads.iter().map(row).collect();
            say(table(&["LEAD", "STATUS", "WOULD BE", "WHY"], &rows));
            say("");
        }
        let listed = plan.leads.len() as u64;
        let total = total(&plan.report);
        if listed < total {
            say(format_args!("… and {} more", total - listed));
        }
        say(format_args!("a sweep would have {}", words(&plan.report)));
    } else {
        let report = staleness::sweep(&ctx).await?;
        say(format_args!("the sweep has {}", words(&report)));
    }
    runtime.close().await;
    Ok(())
}

fn row(planned: &PlannedLead) -> Vec<String> {
    let step = match planned.step {
        TriggerEvent::GoingStale => "warned about",
        TriggerEvent::BecameInactive => "inactive",
        TriggerEvent::Overdue => "pointed out as overdue",
        _ => "dropped",
    };
    let lead = &planned.lead;
    vec![lead.display_number(), lead.status.to_string(), step.to_owned(), planned.reason.clone()]
}

fn total(report: &SweepReport) -> u64 {
    report.warned + report.marked_inactive + report.dropped + report.overdue
}

fn words(report: &SweepReport) -> String {
    format!(
        "warned about {}, marked {} inactive, dropped {}, pointed out {} as overdue",
        report.warned, report.marked_inactive, report.dropped, report.overdue
    )
}
