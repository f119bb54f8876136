//! `leadline mail …`.

use std::time::Duration;

use anyhow::{Context as _, anyhow, bail};
use lettre::message::Mailbox;
use uuid::Uuid;

use super::{output::say, runtime::without_password};
use crate::{
    clock::Clock,
    config::{Config, ConfigError},
    mail::{
        MailData, Organisation, OutgoingMail, Renderer, Transport, TransportOptions, message_id::message_id,
        templates::embedded,
    },
};

const TEMPLATE: &str = "test_message";

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Send a test message by the configured way, and show the server's answer
    Test(Test),
}

#[derive(Debug, clap::Args)]
pub struct Test {
    /// Who gets it
    #[arg(long, value_name = "ADDRESS")]
    to: String,
}

/// Runs the command.
///
/// # Errors
/// A setting or the address cannot be used, or the server did not take the message.
pub async fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let Command::Test(test) = command;
    let Ok(to) = test.to.parse::<Mailbox>() else {
        bail!("`{}` is no e-mail address; write one such as `ann@acme.example`", test.to);
    };
    let transport = transport(config)?;
    let mail = message(config, to)?;
    let address = mail.to.email.to_string();
    match transport.send(&mail).await {
        Ok(accepted) => {
            say(format_args!("sent to {address} by {}", without_password(&config.mail.url)));
            say(format_args!("answer: {}", accepted.answer));
            Ok(())
        }
        Err(failure) => {
            Err(anyhow!("not sent by {}: {failure}: {}", without_password(&config.mail.url), failure.answer))
        }
    }
}

/// The configured way out.
///
/// # Errors
/// The setting cannot be used.
pub fn transport(config: &Config) -> Result<Transport, ConfigError> {
    let options = TransportOptions {
        pool_size: 1,
        timeout: Duration::from_secs(config.mail.timeout_seconds.max(1)),
        ..TransportOptions::default()
    };
    Transport::from_url(&config.mail.url, &options)
        .map_err(|error| ConfigError(format!("`mail.url` (environment: LEADLINE_MAIL__URL): {error}")))
}

fn message(config: &Config, to: Mailbox) -> anyhow::Result<OutgoingMail> {
    let from: Mailbox = config.mail.from.parse().context("`mail.from`")?;
    let reply_to = config.mail.reply_to.as_deref().map(str::parse::<Mailbox>).transpose();
    let organisation = Organisation {
        name: config.organisation.name.clone(),
        postal_address: config.organisation.postal_address.clone(),
        website: config.organisation.website.clone(),
    };
    let template = embedded(TEMPLATE, Some(&config.organisation.locale));
    let template = template.with_context(|| format!("the template {TEMPLATE} is missing"))?;
    let mut data = MailData::sample();
    data.recipient.name = to.name.clone().unwrap_or_else(|| to.email.to_string());
    let text = Renderer::new(&organisation)?.render(&template, &data)?;
    Ok(OutgoingMail {
        message_id: message_id(Uuid::now_v7(), from.email.domain()),
        date: Clock::System.now(),
        from,
        to,
        reply_to: reply_to.context("`mail.reply_to`")?,
        subject: text.subject,
        text: text.text,
        html: text.html,
        automatic: true,
        unsubscribe: None,
    })
}
