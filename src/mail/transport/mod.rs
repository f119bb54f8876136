//! How a mail leaves the house: SMTP for real, a folder of `.eml` files for development, memory for tests.

mod failure;
mod file;
mod memory;
mod smtp;
mod smtp_classify;
#[cfg(test)]
mod smtp_test_server;
#[cfg(test)]
mod smtp_tests;
mod url;

use std::time::Duration;

pub use failure::{Accepted, FailureKind, SendFailure, SendResult};
pub use file::FileTransport;
pub use memory::Memory;
pub use smtp::SmtpTransport;
pub use url::TransportUrlError;

use super::message::OutgoingMail;

/// What an address cannot say about a transport.
#[derive(Debug, Clone)]
pub struct TransportOptions {
    /// SMTP connections at once, at most; more senders wait. Default 8.
    pub pool_size: usize,
    /// The longest one attempt may take, from connecting to the server's last answer. Default 30 s.
    pub timeout: Duration,
    /// The name given in `EHLO`; by default that of the machine.
    pub hello_name: Option<String>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self { pool_size: 8, timeout: Duration::from_secs(30), hello_name: None }
    }
}

/// One way out. Cheap to clone: clones share connections, folder or list.
#[derive(Debug, Clone)]
pub enum Transport {
    /// To a mail server.
    Smtp(SmtpTransport),
    /// Into a folder.
    File(FileTransport),
    /// Into a list, for tests.
    Memory(Memory),
}

impl Transport {
    /// A transport from an address:
    ///
    /// - `smtp://[user:password@]host[:port][?tls=none|starttls|required]`: port 587 with a user, else 25.
    ///   STARTTLS is required when there are credentials and the host is not this machine; otherwise it is used
    ///   when the server offers it (`starttls`).
    /// - `smtps://[user:password@]host[:port]`: TLS from the first byte, port 465.
    /// - `file:./outbox`, `file:/var/spool/leadline`: one `.eml` file a mail.
    /// - `memory:`: kept in this process.
    ///
    /// User and password are percent-decoded. Nothing is connected to yet.
    pub fn from_url(address: &str, options: &TransportOptions) -> Result<Self, TransportUrlError> {
        url::parse(address, options)
    }

    /// A transport that keeps mails in memory, and the handle to look at them.
    pub fn memory() -> (Self, Memory) {
        let memory = Memory::default();
        (Self::Memory(memory.clone()), memory)
    }

    /// Sends one mail. Never takes much longer than the time-out, once a connection is free.
    pub async fn send(&self, mail: &OutgoingMail) -> SendResult {
        match self {
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::File(file) => file.send(mail).await,
            Self::Memory(memory) => memory.send(mail),
        }
    }

    /// Whether a mail could be sent now, without sending one: connects and signs in, or writes a test file.
    pub async fn test_connection(&self) -> Result<(), String> {
        match self {
            Self::Smtp(smtp) => smtp.test_connection().await,
            Self::File(file) => file.test_connection().await,
            Self::Memory(_) => Ok(()),
        }
    }

    /// The folder of a file transport, for the development mailbox.
    pub fn folder(&self) -> Option<&std::path::Path> {
        match self {
            Self::File(file) => Some(file.folder()),
            Self::Smtp(_) | Self::Memory(_) => None,
        }
    }
}
