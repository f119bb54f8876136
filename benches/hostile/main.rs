//! Hostile documents against the running server: it must never go down, stay within its memory, and answer or refuse
//! each in time.
//!
//! ```sh
//! cargo build --release
//! cargo bench --bench hostile                                       # 100,000, against target/release/leadline
//! cargo bench --bench hostile -- --count 5000 --seed 7 --family aliases --binary PATH --database-url postgres://…
//! ```
//!
//! With `--connections 1` the times are those that the server's threads spent on a processor: on a machine that does
//! other things as well, they say more. Each case is made from its seed alone: `--only SEED` repeats one, and shows what was sent and answered. It ends with 1
//! when something went wrong.

#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod documents;
mod options;
mod requests;
mod server;
mod socket;
mod table;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use options::Options;
use requests::{Case, Client};
use server::Server;
use table::Table;

/// What an answer may take.
const TIME: Duration = Duration::from_millis(200);
/// What the server may hold.
const MEMORY_MB: u64 = 300;

#[tokio::main]
async fn main() {
    // `cargo bench` passes this to every bench.
    let options = Options::read(std::env::args().skip(1).filter(|argument| argument != "--bench"));
    let mut server = Server::start(&options).await;
    println!("the server idles at {} MB", server.memory_mb());
    if let Some(seed) = options.only {
        show(&server, seed).await;
        return;
    }
    let table = Arc::new(Table::default());
    let next = Arc::new(AtomicU64::new(options.seed));
    let end = options.seed + options.count;
    let started = Instant::now();
    let workers: Vec<_> = (0..options.connections)
        .map(|_| {
            let alone = (options.connections == 1).then(|| server.id());
            tokio::spawn(work(
                server.client(),
                next.clone(),
                end,
                options.family.clone(),
                table.clone(),
                alone,
            ))
        })
        .collect();
    let watch = tokio::spawn(server::watch(server.id(), next, options.seed, end));
    for worker in workers {
        worker.await.expect("a worker");
    }
    watch.abort();
    let peak = server::peak_mb(server.id());
    let is_up = server.is_up().await;
    table.print();
    println!(
        "{} cases in {} s over {} connections; the server {}, at most {peak} MB",
        options.count,
        started.elapsed().as_secs(),
        options.connections,
        if is_up { "was never down" } else { "IS DOWN" },
    );
    server.stop().await;
    let failures = table.failures(TIME);
    for failure in failures.iter().take(20) {
        println!("failed: {failure}");
    }
    if !failures.is_empty() || !is_up || peak > MEMORY_MB {
        std::process::exit(1);
    }
}

async fn work(
    mut client: Client,
    next: Arc<AtomicU64>,
    end: u64,
    family: Option<String>,
    table: Arc<Table>,
    alone: Option<u32>,
) {
    let mut peak = alone.map_or(0, server::peak_mb);
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        // Elsewhere: some take so long to make that answers to others would be noticed late.
        let family = family.clone();
        let making = tokio::task::spawn_blocking(move || Case::of(seed, family.as_deref()));
        let case = making.await.expect("a case");
        let started = Instant::now();
        let before = alone.map(server::processor_time);
        let outcome = client.send(&case).await;
        if let Some(id) = alone {
            let now = server::peak_mb(id);
            if now > peak + 15 {
                println!("--only {seed} ({}) raised the server's memory to {now} MB", case.family);
            }
            peak = now;
        }
        let spent = alone.zip(before).map(|(id, before)| server::processor_time(id).saturating_sub(before));
        // A subscription without events was answered by silence, for as long as was listened.
        let time = if outcome.words == "silent" {
            Duration::ZERO
        } else {
            spent.unwrap_or(started.elapsed()) / case.operations
        };
        table.add(&case, &outcome, time);
    }
}

async fn show(server: &Server, seed: u64) {
    let case = Case::of(seed, None);
    println!("{}: {:#}", case.family, case.shown());
    let mut client = server.client();
    for _ in 0..3 {
        let (started, before) = (Instant::now(), server::processor_time(server.id()));
        let outcome = client.send(&case).await;
        let spent = server::processor_time(server.id()).saturating_sub(before).as_secs_f64() * 1e3;
        let ms = started.elapsed().as_secs_f64() * 1e3;
        println!(
            "{outcome} after {ms:.1} ms, {spent:.1} on a processor; the server has {} MB, at most {}",
            server.memory_mb(),
            server::peak_mb(server.id())
        );
    }
    println!("{}", client.last_answer());
}
