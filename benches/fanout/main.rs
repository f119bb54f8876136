//! Many idle subscriptions on one server, and one event fanned out to all of them: memory of each, time of delivery.
//!
//! ```sh
//! cargo bench --bench fanout -- --subscriptions 5000
//! ```
//!
//! It starts `leadline serve` on a temporary `SQLite` database (or on the empty database of `--database`), opens a
//! WebSocket for each subscription, and changes a lead through the API. Sender and receivers share the machine with the
//! server: figures are upper bounds.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

mod figures;
mod server;
mod watcher;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, ensure};
use clap::{Parser, ValueEnum};
use futures::{StreamExt, TryStreamExt, stream};
use tokio::{
    sync::mpsc,
    task::AbortHandle,
    time::{Instant, sleep, timeout},
};

use figures::{each, percentiles};
use server::Server;

/// Sockets that are opened at the same time.
const OPENING: usize = 100;
/// For one event to reach everybody.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Parser)]
struct Args {
    /// Sockets, with one subscription each
    #[arg(long, default_value_t = 5_000)]
    subscriptions: usize,
    /// What they subscribe to
    #[arg(long, value_enum, default_value = "lead-events")]
    kind: Kind,
    /// How often the lead is changed
    #[arg(long, default_value_t = 20)]
    events: usize,
    /// Another binary than the one that was just built
    #[arg(long, default_value = env!("CARGO_BIN_EXE_leadline"))]
    server: PathBuf,
    /// An empty database, such as `postgres://…`; a temporary `SQLite` file when absent
    #[arg(long)]
    database: Option<String>,
    /// Given by cargo
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Every change of every lead, with the lead and its assignee
    LeadEvents,
    /// One lead on every screen
    LeadChanged,
    /// Events of another lead: woken for nothing
    Others,
}

impl Kind {
    fn query(self, lead: &str, other: &str) -> String {
        let events = |lead: &str| {
            format!(
                "subscription {{ leadEvents(filter: {{kinds: [LEAD_UPDATED], leadId: {lead}}}) \
                 {{ kind cursor lead {{ number status firstName assignee {{ name }} }} }} }}"
            )
        };
        match self {
            Self::LeadEvents => events("null"),
            Self::LeadChanged => {
                format!(
                    "subscription {{ leadChanged(id: \"{lead}\") {{ number version firstName assignee {{ name }} }} }}"
                )
            }
            Self::Others => events(&format!("\"{other}\"")),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let server = Server::start(&args.server, args.database.as_deref()).await?;
    let (lead, other) = (server.create_lead("Watched").await?, server.create_lead("Other").await?);
    let resident = server.resident()?;
    println!("server at rest: {} MB resident", resident / 1024);

    let (heard, mut hearing) = mpsc::unbounded_channel();
    let ended = Arc::new(AtomicUsize::new(0));
    let started = Instant::now();
    let query = args.kind.query(&lead, &other);
    let clients = stream::iter(0..args.subscriptions)
        .map(|_| watcher::open(&server, &query, heard.clone(), ended.clone()))
        .buffer_unordered(OPENING)
        .try_collect::<Vec<AbortHandle>>()
        .await?;
    println!("{} sockets opened in {:.1} s", args.subscriptions, started.elapsed().as_secs_f64());
    let expected = if args.kind == Kind::Others { 0 } else { args.subscriptions };
    if args.kind == Kind::LeadChanged {
        // The lead as it is comes at once.
        collect(&mut hearing, args.subscriptions).await.context("the first answers")?;
    } else {
        sleep(Duration::from_secs(3)).await;
    }
    show_memory("idle", &server, resident, args.subscriptions)?;

    let (mut deliveries, mut answers) = (Vec::new(), Vec::new());
    let (mut cpu, mut statements) = (Duration::ZERO, 0.0);
    for round in 0..=args.events {
        let (cpu_before, statements_before) = (server.cpu()?, server.statements().await?);
        let started = Instant::now();
        server.rename(&lead, &format!("Round {round}")).await?;
        let answered = started.elapsed();
        let times = collect(&mut hearing, expected).await.with_context(|| format!("round {round}"))?;
        sleep(Duration::from_millis(300)).await;
        ensure!(hearing.is_empty(), "an event came twice");
        // The first one warms up.
        if round > 0 {
            answers.push(answered);
            deliveries.extend(times.into_iter().map(|time| time - started));
            cpu += server.cpu()?.saturating_sub(cpu_before);
            statements += server.statements().await? - statements_before;
        }
    }
    ensure!(ended.load(Ordering::Relaxed) == 0, "sockets were closed");
    println!("one change of the lead: {}", percentiles(answers));
    if expected > 0 {
        println!("from sending the change to an event received: {}", percentiles(deliveries));
    }
    let rounds = u32::try_from(args.events)?.max(1);
    println!(
        "for each change: {:.1} SQL statements, {:.0} ms of processor",
        statements / f64::from(rounds),
        (cpu / rounds).as_secs_f64() * 1_000.0,
    );
    show_memory("after the events", &server, resident, args.subscriptions)?;

    let left = Instant::now();
    clients.iter().for_each(AbortHandle::abort);
    while server.streams().await? > 0.0 {
        sleep(Duration::from_millis(5)).await;
    }
    println!(
        "all clients left: their subscriptions were released {:.0} ms later",
        left.elapsed().as_secs_f64() * 1_000.0
    );
    server.stop().await
}

fn show_memory(when: &str, server: &Server, before: usize, subscriptions: usize) -> anyhow::Result<()> {
    let now = server.resident()?;
    println!(
        "{when}: {} MB resident, {} for each subscription",
        now / 1024,
        each(before, now, subscriptions)
    );
    Ok(())
}

/// When each of so many answers came.
async fn collect(
    hearing: &mut mpsc::UnboundedReceiver<Instant>,
    count: usize,
) -> anyhow::Result<Vec<Instant>> {
    let mut times = Vec::with_capacity(count);
    timeout(PATIENCE, async {
        while times.len() < count {
            times.extend(hearing.recv().await);
        }
    })
    .await
    .with_context(|| format!("only {} of {count} came within {PATIENCE:?}", times.len()))?;
    Ok(times)
}
