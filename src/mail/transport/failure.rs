//! What became of an attempt to send.

use std::fmt;

use super::super::message::MailError;

/// The outcome of one attempt.
pub type SendResult = Result<Accepted, SendFailure>;

/// The next server took responsibility for the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// What it said, e.g. `250 2.0.0 Ok: queued as 4B2C1`.
    pub answer: String,
}

/// What a failure calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// Try again later: connection, time-out, SMTP 4xx.
    Transient,
    /// Give up on this mail: the server will not take it, or it cannot be built.
    Permanent,
    /// Keep the mail and tell the operator: our settings are wrong, not the mail.
    Misconfigured,
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendFailure {
    /// What to do next.
    pub kind: FailureKind,
    /// The SMTP code, if a server answered.
    pub code: Option<u16>,
    /// What the server said, or what went wrong here. May contain the recipient's address.
    pub answer: String,
    /// The *address* was refused for good: write to it no more.
    pub hard_bounce: bool,
}

impl SendFailure {
    /// A failure worth another attempt.
    pub fn transient(answer: impl Into<String>) -> Self {
        Self::new(FailureKind::Transient, answer)
    }

    /// A failure that no further attempt can mend.
    pub fn permanent(answer: impl Into<String>) -> Self {
        Self::new(FailureKind::Permanent, answer)
    }

    /// A failure of our own settings.
    pub fn misconfigured(answer: impl Into<String>) -> Self {
        Self::new(FailureKind::Misconfigured, answer)
    }

    fn new(kind: FailureKind, answer: impl Into<String>) -> Self {
        Self { kind, code: None, answer: answer.into(), hard_bounce: false }
    }
}

impl From<MailError> for SendFailure {
    fn from(error: MailError) -> Self {
        Self::permanent(error.to_string())
    }
}

/// Kind and code only: answers quote addresses, and logs keep no personal data.
impl fmt::Display for SendFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FailureKind::Transient => "transient failure",
            FailureKind::Permanent => "permanent failure",
            FailureKind::Misconfigured => "wrong mail settings",
        };
        match self.code {
            Some(code) => write!(f, "{kind} (SMTP {code})"),
            None => f.write_str(kind),
        }
    }
}

impl std::error::Error for SendFailure {}
