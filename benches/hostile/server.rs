//! The server that is attacked, on a database and in a folder of its own.

use std::{
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::process::Child;

use crate::{options::Options, requests::Client};

pub struct Server {
    process: Child,
    id: u32,
    address: String,
    token: String,
    _folder: TempDir,
}

impl Server {
    /// Makes a user, starts the server, signs in, and waits until it is ready.
    pub async fn start(options: &Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let command = || {
            let mut command = Command::new(&options.binary);
            for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LEADLINE_")) {
                command.env_remove(name);
            }
            let database = options.database_url.clone();
            command
                .current_dir(folder.path())
                .env("LEADLINE_DATABASE__URL", database.unwrap_or_else(|| "sqlite://hostile.db".into()))
                .env("LEADLINE_HTTP__LISTEN", format!("127.0.0.1:{port}"))
                // What is measured is the answer to a hostile document, not the refusal of the next one.
                .env("LEADLINE_HTTP__RATE_LIMITS__ENABLED", "false")
                .env("LEADLINE_LOG__FILTER", "error");
            command
        };
        let run = |arguments: &[&str]| {
            let output = command().args(arguments).output().expect("the binary runs");
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() || errors.contains("already"), "{arguments:?}: {errors}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        run(&["migrate"]);
        run(&[
            "user",
            "create",
            "--email",
            "ann@acme.example",
            "--name",
            "Ann",
            "--role",
            "admin",
            "--password",
            "correct horse",
        ]);
        let token = run(&["token", "--email", "ann@acme.example", "--hours", "24"]);
        let mut serve = command();
        serve.arg("serve").stdin(Stdio::null()).stdout(Stdio::null());
        let process = tokio::process::Command::from(serve).kill_on_drop(true).spawn().unwrap();
        let id = process.id().unwrap();
        let address = format!("127.0.0.1:{port}");
        let server = Self { process, id, address, token, _folder: folder };
        let started = Instant::now();
        while !server.is_up().await {
            assert!(started.elapsed() < Duration::from_secs(30), "the server does not start");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    pub fn id(&self) -> u32 {
        self.id
    }

    pub fn client(&self) -> Client {
        Client::new(&self.address, &self.token)
    }

    pub async fn is_up(&self) -> bool {
        let answer = reqwest::get(format!("http://{}/readyz", self.address)).await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// Resident memory now.
    pub fn memory_mb(&self) -> u64 {
        status(self.id, "VmRSS:")
    }

    pub async fn stop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.id.to_string()]).status();
        if tokio::time::timeout(Duration::from_secs(25), self.process.wait()).await.is_err() {
            println!("the server did not stop when told; killed");
            let _ = self.process.kill().await;
        }
    }
}

/// The most memory that the process ever had.
pub fn peak_mb(id: u32) -> u64 {
    status(id, "VmHWM:")
}

/// What Linux says of a process, in megabytes; 0 elsewhere, and when it is gone.
fn status(id: u32, key: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The time that the process has spent on a processor, by all of its threads together.
pub fn processor_time(id: u32) -> Duration {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{id}/task")) else { return Duration::ZERO };
    let nanoseconds = threads.flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanoseconds.sum())
}

/// Tells how far it is, now and then.
pub async fn watch(id: u32, next: Arc<AtomicU64>, first: u64, end: u64) {
    loop {
        tokio::time::sleep(Duration::from_secs(15)).await;
        let done = next.load(Ordering::Relaxed).min(end) - first;
        println!(
            "{done} of {}; the server has {} MB, at most {}",
            end - first,
            status(id, "VmRSS:"),
            status(id, "VmHWM:")
        );
    }
}
