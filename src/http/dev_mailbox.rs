//! `/dev/mailbox`: the mails in the folder of a `file:` transport, in development only.

use std::{fmt::Write, path::PathBuf};

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{App, Refusal, page, page::escape};
use crate::{
    config::Config,
    mail::{
        Transport, TransportOptions,
        mailbox::{self, MailView, StoredMail},
    },
};

/// No scripts of ours or of mails; a mail's own styles and pictures within it do show.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Where the mails are, if they go to a folder.
pub fn folder(config: &Config) -> Option<PathBuf> {
    let transport = Transport::from_url(&config.mail.url, &TransportOptions::default()).ok()?;
    transport.folder().map(ToOwned::to_owned)
}

/// All mails, newest first; the page looks again every three seconds.
///
/// # Errors
/// The folder cannot be read.
pub async fn list(State(app): State<App>) -> Result<Response, Refusal> {
    let folder = folder(&app.config).ok_or_else(Refusal::not_found)?;
    let mails = blocking(move || mailbox::list(&folder)).await?.map_err(|error| {
        tracing::error!(%error, "the mailbox cannot be read");
        Refusal::internal()
    })?;
    let mut content = format!(
        "<h1>Mailbox</h1>\n<p class=\"quiet\">{} {}, newest first. Nothing leaves this machine.</p>\n",
        mails.len(),
        if mails.len() == 1 { "mail" } else { "mails" }
    );
    if !mails.is_empty() {
        content.push_str("<table>\n<tr><th>Date</th><th>To</th><th>Subject</th></tr>\n");
        content.extend(mails.iter().map(row));
        content.push_str("</table>\n");
    }
    let refresh = "<meta http-equiv=\"refresh\" content=\"3\">\n";
    Ok(page::page(StatusCode::OK, POLICY, "Mailbox", refresh, &content))
}

/// One mail: its headers, its text, and its HTML in a frame that may do nothing.
///
/// # Errors
/// 404 when there is no such mail.
pub async fn one(State(app): State<App>, Path(file): Path<String>) -> Result<Response, Refusal> {
    let folder = folder(&app.config).ok_or_else(Refusal::not_found)?;
    let mail = blocking(move || mailbox::read(&folder, &file)).await?.ok_or_else(Refusal::not_found)?;
    let subject = mail.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("subject"));
    let title = subject.map_or_else(|| "(no subject)".to_owned(), |(_, subject)| escape(subject));
    Ok(page::page(StatusCode::OK, POLICY, &title, "", &whole(&title, &mail)))
}

fn row(mail: &StoredMail) -> String {
    let date = mail.date.map(|date| date.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default();
    format!(
        "<tr><td class=\"quiet\">{date}</td><td>{}</td><td><a href=\"/dev/mailbox/{}\">{}</a></td></tr>\n",
        escape(&mail.to),
        escape(&mail.file),
        escape(if mail.subject.is_empty() { "(no subject)" } else { &mail.subject }),
    )
}

fn whole(title: &str, mail: &MailView) -> String {
    let mut content = format!("<p><a href=\"/dev/mailbox\">← Mailbox</a></p>\n<h1>{title}</h1>\n<table>\n");
    for (name, value) in &mail.headers {
        let _ = writeln!(content, "<tr><th>{}</th><td>{}</td></tr>", escape(name), escape(value));
    }
    content.push_str("</table>\n");
    if let Some(html) = &mail.html {
        let html = escape(html);
        let _ = writeln!(
            content,
            "<h2>HTML</h2>\n<iframe sandbox title=\"HTML part\" srcdoc=\"{html}\"></iframe>"
        );
    }
    if let Some(text) = &mail.text {
        let _ = writeln!(content, "<h2>Text</h2>\n<pre>{}</pre>", escape(text));
    }
    content
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "the mailbox cannot be read");
        Refusal::internal()
    })
}
