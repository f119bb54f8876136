//! The real binary, as its users run it.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use tokio::process::{Child, Command as AsyncCommand};

use super::wait_until;

/// A configured way to run the binary.
pub struct Leadline {
    settings: Vec<(String, String)>,
    folder: std::path::PathBuf,
}

impl Leadline {
    pub fn new(database_url: &str, folder: &Path) -> Self {
        let settings = vec![
            ("LEADLINE_DATABASE__URL".to_owned(), database_url.to_owned()),
            ("LEADLINE_LOG__FILTER".to_owned(), "warn".to_owned()),
        ];
        Self { settings, folder: folder.to_owned() }
    }

    pub fn set(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        self.settings.push((format!("LEADLINE_{key}"), value.to_string()));
        self
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadline"));
        self.clean(&mut command).args(arguments).output().expect("the binary runs")
    }

    /// Runs a command to its end, and gives what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (printed, errors) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {}\n{printed}\n{errors}", output.status);
        printed.into_owned()
    }

    /// Starts a command that goes on; it is killed when the test ends.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadline"));
        self.clean(&mut command).args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        AsyncCommand::from(command).kill_on_drop(true).spawn().expect("the binary starts")
    }

    /// The same, writing its log to a file.
    pub fn spawn_logging(&self, arguments: &[&str], log: &Path) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadline"));
        self.clean(&mut command).args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(std::fs::File::create(log).expect("a log file"));
        AsyncCommand::from(command).kill_on_drop(true).spawn().expect("the binary starts")
    }

    fn clean<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for (key, _) in std::env::vars().filter(|(key, _)| key.starts_with("LEADLINE_")) {
            command.env_remove(key);
        }
        command.current_dir(&self.folder).envs(self.settings.iter().cloned())
    }
}

/// Waits until a worker that logs to this file can be told to stop: before that, it would not hear it and be killed.
pub async fn worker_has_started(log: &Path) {
    let says_so = async || std::fs::read_to_string(log).is_ok_and(|log| log.contains("worker started"));
    wait_until("the worker has started", says_so).await;
}

/// Tells a process to stop, as an operator does, and waits until it has.
pub async fn stop(mut process: Child) {
    let id = process.id().expect("it runs").to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().expect("told");
    assert!(told.success());
    assert!(process.wait().await.expect("it ended").success(), "a clean stop");
}
