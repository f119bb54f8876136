//! The one error of the domain.
//!
//! What a caller can cause is [`Error::Refused`] and reaches them as `userErrors`, each with a stable code, words
//! that say what to do, and the input field at fault. Everything else is a fault of ours: logged whole, and shown
//! as `INTERNAL` without a word of its text.

use std::fmt;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

/// Shorthand for results of the domain.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The caller asked for what cannot be: everything that is wrong, together.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Problem>),
    /// Nobody is signed in, or the sign-in has ended.
    #[error("sign in first, and send the access token as `Authorization: Bearer …`")]
    Unauthenticated,
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// Anything else that is our fault.
    #[error("{0}")]
    Fault(String),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable word for programs.
    pub code: Code,
    /// For people: what is wrong and what to do.
    pub message: String,
    /// Path into the input, such as `["target_amount", "currency"]`, in the field names of the domain.
    pub field: Vec<String>,
}

/// Stable codes of what a caller can cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Code {
    /// There is no such object, or the caller may not see it: the two are not told apart.
    NotFound,
    /// A value that cannot be taken.
    Invalid,
    /// A value is missing.
    Required,
    /// A value is too long, or a list too large.
    TooLong,
    /// Somebody else has this value already.
    Taken,
    /// The caller may not do this.
    Forbidden,
    /// The object changed since the caller read it.
    StaleObject,
    /// The idempotency key was used with another input.
    IdempotencyConflict,
    /// The life cycle has no such way.
    IllegalTransition,
    /// The lead must be assigned to a user first.
    LeadNotAssigned,
    /// Somebody else has accepted the lead.
    AlreadyAccepted,
    /// BANT criteria that the lead type demands are missing.
    NotQualified,
    /// A proposal needs a target amount.
    TargetAmountRequired,
    /// A lost lead needs a reason.
    LostReasonRequired,
    /// The lead type is for other units than those of who uses it, or gets the lead.
    LeadTypeNotAllowed,
    /// Nobody would be left who may change the organisation.
    LastAdmin,
    /// Something still refers to it.
    InUse,
    /// The user's role is too low for this.
    RoleTooLow,
    /// E-mail address or password is wrong.
    WrongCredentials,
    /// Too many tries were refused: for a while none is taken.
    TooManyAttempts,
    /// The password was right; the second factor is still to come.
    TwoFactorRequired,
    /// A code of the second factor that is wrong, or was used before.
    WrongCode,
    /// A refresh token that does not hold.
    SessionEnded,
    /// A token of a link or a challenge that was used, replaced, or is too old.
    TokenExpired,
    /// Another row of the same bulk request was refused, and the policy is to reject all.
    NotApplied,
}

impl Error {
    /// One problem with one field; an empty path means the whole input.
    pub fn refused(code: Code, field: &[&str], message: impl Into<String>) -> Self {
        Self::Refused(vec![Problem::new(code, field, message)])
    }

    /// No such object, or none that the actor may see.
    pub fn not_found(what: &str, field: &str) -> Self {
        Self::refused(Code::NotFound, &[field], format!("there is no {what} with this id"))
    }

    /// Something that cannot happen did.
    pub fn fault(message: impl fmt::Display) -> Self {
        Self::Fault(message.to_string())
    }
}

impl Problem {
    /// One problem with one field; an empty path means the whole input.
    pub fn new(code: Code, field: &[&str], message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: field.iter().map(|part| (*part).to_owned()).collect() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.field.join("."), self.message)
        }
    }
}

/// Collects problems so that they are reported together.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Notes one more.
    pub fn add(&mut self, code: Code, field: &[&str], message: impl Into<String>) {
        self.0.push(Problem::new(code, field, message));
    }

    /// Takes over what another check found.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems);
    }

    /// Keeps the value of a check, or notes its problem.
    pub fn take<T>(&mut self, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.0.push(problem)).ok()
    }

    /// `Ok` when nothing was wrong.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Refused(self.0)) }
    }
}
