//! One example of each mutation: what it does once, what it refuses, and how it is noted.
//!
//! A mutation that is added gets an example in the file of its subject: an input that changes something, one that is
//! refused, and the kind of the entry that it must leave.

mod access;
mod assignment;
mod leads;
mod organisation;
mod sign_in;

use serde_json::{Value, json};

use crate::support::{App, oidc::OidcProvider};

/// Everybody's password.
const PASSWORD: &str = "correct horse battery";

/// An example of a mutation.
pub struct Example {
    pub mutation: String,
    pub by: By,
    /// It changes something.
    pub input: Value,
    /// What that leaves.
    pub leaves: Leaves,
    pub refused: Refused,
}

/// Who sends it.
pub enum By {
    Admin,
    /// Somebody without a token, who proves to be the user with this address.
    Visitor(&'static str),
    /// Somebody with a token of their own.
    Person {
        token: String,
        email: &'static str,
    },
}

impl By {
    /// The token with which they come.
    pub fn token<'a>(&'a self, app: &'a App) -> Option<&'a str> {
        match self {
            Self::Admin => Some(app.admin_token()),
            Self::Visitor(_) => None,
            Self::Person { token, .. } => Some(token),
        }
    }

    /// Whom the entry names.
    pub fn email(&self) -> &'static str {
        match self {
            Self::Admin => "admin@leadline.example",
            Self::Visitor(email) | Self::Person { email, .. } => email,
        }
    }
}

/// What a mutation leaves in the audit trail.
pub enum Leaves {
    /// An entry of this kind.
    Entry {
        kind: String,
        /// Whether it tells values before or after.
        tells_values: bool,
        /// By what its actor is known.
        via: &'static str,
    },
    /// An entry of this kind once a job has run, as if it had been left at once, for this reason.
    EntryLater { kind: &'static str, why: &'static str },
    /// Nothing, for this reason.
    Nothing { why: &'static str },
}

/// How a mutation is refused.
pub enum Refused {
    /// This input meets a user error, and leaves no entry.
    Input(Value),
    /// This input meets a user error, and leaves an entry of this kind.
    Noted(Value, &'static str),
    /// Every input is good, but only who is signed in may send it.
    WithoutToken,
    /// This input does nothing, and gets the answer that everybody gets, for this reason.
    InSilence { input: Value, why: &'static str },
}

impl Example {
    /// An administrator's, with an entry that tells values.
    fn new(mutation: impl Into<String>, kind: impl Into<String>, input: Value, refused: Value) -> Self {
        Self {
            mutation: mutation.into(),
            by: By::Admin,
            input,
            leaves: Leaves::Entry { kind: kind.into(), tells_values: true, via: "SESSION" },
            refused: Refused::Input(refused),
        }
    }

    /// The same by somebody else.
    fn by(self, by: By) -> Self {
        Self { by, ..self }
    }

    /// The same, when its entry says what happened, and no values.
    fn without_values(self, kind: &str) -> Self {
        Self { leaves: Leaves::Entry { kind: kind.to_owned(), tells_values: false, via: "SESSION" }, ..self }
    }

    /// The same, when an entry tells that it was refused.
    fn noted(self, kind: &'static str) -> Self {
        match self.refused {
            Refused::Input(input) => Self { refused: Refused::Noted(input, kind), ..self },
            _ => self,
        }
    }
}

/// All of them, in an installation where they can be done one after the other.
pub async fn examples(app: &App, provider: &OidcProvider) -> Vec<Example> {
    // Leads first: their set-up waits until one is stale, and what others need is made after that.
    let mut all = leads::examples(app).await;
    all.extend(organisation::examples(app).await);
    all.extend(assignment::examples(app).await);
    all.extend(sign_in::examples(app).await);
    all.extend(access::examples(app, provider).await);
    all
}

/// The payload of a mutation of the set-up, which must not be refused.
async fn done(app: &App, token: Option<&str>, name: &str, fields: &str, input: Value) -> Value {
    let fields = format!("__typename {fields}");
    let payload = app.mutate(token, name, &fields, input).await;
    assert_eq!(payload["userErrors"], json!([]), "{name}");
    payload
}

/// The same by an administrator.
async fn set_up(app: &App, name: &str, fields: &str, input: Value) -> Value {
    done(app, Some(app.admin_token()), name, fields, input).await
}
