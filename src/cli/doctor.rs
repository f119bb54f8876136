//! `leadline doctor`.

mod clock;
mod database;
mod disk;
mod files;
mod mail;
mod templates;

use std::{fmt, path::Path, process::ExitCode};

use super::output::say;
use crate::{
    config::{Config, Environment, Process},
    http::graphiql_folder,
};

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
            if config.http.behind_tls_proxy && config.http.tls.is_none() && !is_local {
                warn(
                    "plain HTTP is open to other machines: let only the proxy reach it, or listen on 127.0.0.1 (`http.listen`)",
                );
            }
            if config.http.behind_tls_proxy && config.http.trusted_proxies.is_empty() {
                warn(
                    "all clients share the limits of the proxy's one address: name the proxy in `http.trusted_proxies`",
                );
            }
            if config.http.allowed_origins == ["*"] {
                warn("pages of any web site may call the API: name yours in `http.allowed_origins`");
            }
            if config.http.graphiql == Some(true) {
                warn("GraphiQL is shown in production: `http.graphiql`");
            }
            if config.organisation.postal_address.is_none() {
                warn(
                    "mails to leads carry no postal address, which many countries demand: set `organisation.postal_address`",
                );
            }
        }
        Environment::Development => {}
    }
    let missing = config.http.graphiql_folder.as_ref().filter(|_| graphiql_folder(config).is_none());
    if let Some(folder) = missing.filter(|_| config.shows_graphiql()) {
        let folder = folder.display();
        warn(&format!(
            "there is no GraphiQL in {folder}, so it comes from unpkg.com: `npm ci && npm run build` in tools/graphiql, \
             and copy its dist there (`http.graphiql_folder`)"
        ));
    }
    if config.mail.from.contains("localhost") {
        warn("mail comes from an address that nobody can answer: set `mail.from`");
    }
    let demands = config.unmet_demands(Process::Server);
    findings.extend(demands.iter().map(|demand| Finding::fail("production", demand.to_string())));
    findings
}
