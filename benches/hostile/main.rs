//! Hostile documents against the running server: it must never go down, stay within its memory, and answer or refuse
//! each in time.
//!
//! ```sh
//! cargo build --release
//! cargo bench --bench hostile                                       # 100,000, against target/release/leadline
//! cargo bench --bench hostile -- --count 5000 --seed 7 --family aliases --binary PATH --database-url postgres://…
//! ```
//!
//! Each case is made from its seed alone: `--only SEED` repeats one, and shows what was sent and answered. It ends with 1
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
            tokio::spawn(work(server.client(), next.clone(), end, options.family.clone(), table.clone()))
        })
        .collect();
    let watch = tokio::spawn(server::watch(server.id(), next, options.seed, end));
    for worker in workers {
        worker.await.expect("a worker");
    }
    watch.abort();
    let peak = server.peak_mb();
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

async fn work(mut client: Client, next: Arc<AtomicU64>, end: u64, family: Option<String>, table: Arc<Table>) {
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return;
        }
        let case = Case::of(seed, family.as_deref());
        let started = Instant::now();
        let outcome = client.send(&case).await;
        // A subscription without events was answered by silence, for as long as was listened.
        let time = if outcome.words == "silent" { Duration::ZERO } else { started.elapsed() };
        table.add(&case, outcome, time);
    }
}

async fn show(server: &Server, seed: u64) {
    let case = Case::of(seed, None);
    println!("{}: {:#}", case.family, case.shown());
    let mut client = server.client();
    for _ in 0..3 {
        let started = Instant::now();
        let outcome = client.send(&case).await;
        println!(
            "{outcome} after {:.1} ms; the server has {} MB",
            started.elapsed().as_secs_f64() * 1e3,
            server.memory_mb()
        );
    }
    println!("{}", client.last_answer());
}
