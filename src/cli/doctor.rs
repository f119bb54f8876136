//! `leadline doctor`.

mod clock;
mod database;
mod disk;
mod files;
mod mail;
mod templates;

use std::{fmt, path::Path, process::ExitCode};

use super::output::say;
use crate::config::{Config, Environment};

/// What was found out about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    verdict: Verdict,
    subject: &'static str,
    /// What is so, and what to do.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

impl Finding {
    fn ok(subject: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, subject, text: text.into() }
    }

    fn warn(subject: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warn, subject, text: text.into() }
    }

    fn fail(subject: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Fail, subject, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(f, "{verdict}  {:<13}  {text}", self.subject)
    }
}

/// Checks everything, and says what to do: one line each. Changes nothing but a test file in an outbox folder.
///
/// # Errors
/// None: whatever is wrong is a finding, and the exit code is 1.
pub async fn run(file: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut worst = Verdict::Ok;
    let mut tell = |findings: Vec<Finding>| {
        for finding in findings {
            say(&finding);
            worst = worst.max(finding.verdict);
        }
    };
    let config = match Config::load(file) {
        Ok(config) => config,
        Err(error) => {
            say(Finding::fail("configuration", error.to_string()));
            return Ok(ExitCode::FAILURE);
        }
    };
    tell(settings(&config, file));
    let (findings, db) = database::check(&config).await;
    tell(findings);
    if let Some(db) = &db {
        tell(vec![clock::check(db).await]);
    }
    tell(vec![mail::check(&config).await]);
    tell(templates::check(&config, db.as_ref()).await);
    tell(disk::check(&config));
    tell(vec![files::check()]);
    if let Some(db) = db {
        let _ = db.close().await;
    }
    Ok(if worst == Verdict::Fail { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Settings that can be used, but are not wise.
fn settings(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let from = file.map_or_else(|| "defaults and environment".to_owned(), |file| file.display().to_string());
    let mut findings = vec![Finding::ok("configuration", format!("{from}; environment {:?}", config.env))];
    let mut warn = |text: &str| findings.push(Finding::warn("configuration", text));
    let is_local = config.listen_address().is_ok_and(|address| address.ip().is_loopback());
    match config.env {
        Environment::Development if !is_local => {
            warn("development mode is open to other machines: set `env = \"production\"`");
        }
        Environment::Production => {
            if config.http.public_url.is_none() {
                warn("links in mails lead to the address listened on: set `http.public_url`");
            }
            if config.public_url().is_ok_and(|url| url.starts_with("http://")) {
                warn("`http.public_url` is not https: passwords and tokens would travel in the clear");
            }
            if config.auth.secret.is_none() {
                warn("`auth.secret` is kept in the database; set your own to keep it out of backups");
            }
            if config.mail.url.starts_with("file:") {
                warn("mail goes to a folder, not out: set `mail.url` to your mail server");
            }
            if config.organisation.postal_address.is_none() {
                warn(
                    "mails to leads carry no postal address, which many countries demand: set `organisation.postal_address`",
                );
            }
        }
        Environment::Development => {}
    }
    if config.mail.from.contains("localhost") {
        warn("mail comes from an address that nobody can answer: set `mail.from`");
    }
    findings
}
