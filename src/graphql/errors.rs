//! Which error goes where: what a mutation's caller can cause becomes `userErrors`; the rest is a top-level error with
//! `extensions.code`; a fault of ours is logged whole and shown without a word of its text.

use std::sync::Arc;

use async_graphql::{Enum, ErrorExtensions, Pos, ServerError, SimpleObject};

use super::budget::Exhausted;
use crate::{
    db::{was_cut_short, was_overloaded},
    error::{Code, Error, Problem},
};

/// What whoever meets a busy server is told.
pub const OVERLOADED: &str =
    "the server has too much to do right now, and did nothing; come again in some seconds";
/// After how many seconds to come again then.
pub const RETRY_AFTER: u64 = 5;

/// Results of resolvers.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// A top-level error. It is made from domain errors only (it has no `From` for everything that can be displayed), so
/// that nothing internal slips out by a question mark.
#[derive(Clone, Debug)]
pub struct ApiError(async_graphql::Error);

impl ApiError {
    /// An error with a code.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self(async_graphql::Error::new(message).extend_with(|_, extensions| extensions.set("code", code)))
    }

    /// The same with more to say.
    #[must_use]
    pub fn saying(mut self, more: &str) -> Self {
        self.0.message.push_str(more);
        self
    }

    /// The same with one more value for programs.
    #[must_use]
    pub fn with(self, key: &str, value: impl Into<async_graphql::Value>) -> Self {
        Self(self.0.extend_with(|_, extensions| extensions.set(key, value)))
    }
}

impl From<ApiError> for ServerError {
    /// For a whole operation: it has no place in the document.
    fn from(error: ApiError) -> Self {
        let mut error = error.0.into_server_error(Pos::default());
        error.locations.clear();
        error
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        error.0
    }
}

impl From<&Error> for ApiError {
    fn from(error: &Error) -> Self {
        match error {
            Error::Refused(problems) => {
                let code = problems.first().map_or(UserErrorCode::Invalid, |problem| problem.code.into());
                let message =
                    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ");
                Self::new(code_name(code), message)
            }
            Error::Unauthenticated => Self::new("UNAUTHENTICATED", error.to_string()),
            Error::Database(cause) if was_cut_short(cause) => {
                tracing::warn!(%error, "a statement took too long");
                too_slow()
            }
            Error::Database(cause) if was_overloaded(cause) => {
                tracing::warn!("no connection to the database became free in time");
                Self::new("OVERLOADED", OVERLOADED).with("retryAfter", RETRY_AFTER)
            }
            Error::Database(_) | Error::Fault(_) => {
                tracing::error!(%error, "a resolver failed");
                Self::new("INTERNAL", "something went wrong on our side; the request id names it in our logs")
            }
        }
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<Arc<Error>> for ApiError {
    fn from(error: Arc<Error>) -> Self {
        Self::from(&*error)
    }
}

/// The caller must wait.
pub fn rate_limited(exhausted: &Exhausted, what: &str) -> ApiError {
    let seconds = exhausted.seconds();
    ApiError::new("RATE_LIMITED", format!("{what}; come again in {seconds} s")).with("retryAfter", seconds)
}

/// The database, or an event of a subscription, took longer than an operation may.
pub fn too_slow() -> ApiError {
    ApiError::new("TIMEOUT", "this took too long and was given up; ask for less, or try again later")
}

/// What a mutation came to: its result, or what the caller can do about its refusal.
pub struct Outcome<T> {
    /// The result.
    pub value: Option<T>,
    /// Why there is none.
    pub user_errors: Vec<UserError>,
}

/// Sorts the result of a command.
///
/// # Errors
/// What the caller cannot do anything about.
pub fn outcome<T>(result: std::result::Result<T, Error>) -> Result<Outcome<T>> {
    match result {
        Ok(value) => Ok(Outcome { value: Some(value), user_errors: Vec::new() }),
        Err(Error::Refused(problems)) => {
            Ok(Outcome { value: None, user_errors: problems.iter().map(UserError::of_input).collect() })
        }
        Err(error) => Err(error.into()),
    }
}

/// A payload with the object that a command gave the id of, as it is now.
macro_rules! object_payload {
    ($(#[$doc:meta])* $name:ident, $(#[$field_doc:meta])* $field:ident: $object:ty => $given:ty $(as $kind:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        pub struct $name {
            $(#[$field_doc])*
            pub $field: Option<$object>,
            /// Why it was refused; empty when it was not.
            pub user_errors: Vec<$crate::graphql::errors::UserError>,
            /// The `clientMutationId` of the input.
            pub client_mutation_id: Option<String>,
        }

        impl $name {
            /// From the result of the command.
            ///
            /// # Errors
            /// What the caller cannot do anything about.
            pub async fn new(
                ctx: &async_graphql::Context<'_>,
                result: $crate::error::Result<$given>,
                client_mutation_id: Option<String>,
            ) -> $crate::graphql::errors::Result<Self> {
                let done = $crate::graphql::errors::outcome(result)?;
                let id = done.value;
                $(let id = id.and_then(<$given>::$kind);)?
                let $field = $crate::graphql::loaders::one(ctx, id).await.transpose()?;
                Ok(Self { $field, user_errors: done.user_errors, client_mutation_id })
            }
        }
    };
}

pub(crate) use object_payload;

/// Something that the caller can put right: what is wrong, in which field of the input, and what to do.
#[derive(Clone, Debug, SimpleObject)]
pub struct UserError {
    /// A stable word for programs.
    pub code: UserErrorCode,
    /// For people: what is wrong and what to do.
    pub message: String,
    /// The path of the field at fault, such as `["input", "targetAmount", "currency"]`. For what stands in the way of
    /// a status, it is the field of `updateLead`'s or `changeLeadStatus`'s input that would satisfy it.
    pub field: Option<Vec<String>>,
}

impl UserError {
    /// In the terms of a mutation's input.
    pub fn of_input(problem: &Problem) -> Self {
        let path = api_path(&problem.field);
        let field = std::iter::once("input".to_owned()).chain(path).collect();
        Self { code: problem.code.into(), message: in_api_words(problem), field: Some(field) }
    }
}

/// The path of a field of the domain in the API.
pub fn api_path(field: &[String]) -> Vec<String> {
    let group = field.first().and_then(|first| match first.as_str() {
        "street" | "postal_code" | "city" | "region" | "country" => Some("address"),
        "budget_status" | "budget_amount" | "authority" | "need" | "need_text" | "timing" | "timing_date" => {
            Some("bant")
        }
        _ => None,
    });
    group.map(str::to_owned).into_iter().chain(field.iter().map(|part| camel_case(part))).collect()
}

/// Messages quote fields in backticks.
fn in_api_words(problem: &Problem) -> String {
    problem.field.iter().fold(problem.message.clone(), |message, part| {
        message.replace(&format!("`{part}`"), &format!("`{}`", camel_case(part)))
    })
}

/// `target_amount` as `targetAmount`.
pub fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}

fn code_name(code: UserErrorCode) -> &'static str {
    let items = <UserErrorCode as async_graphql::resolver_utils::EnumType>::items();
    items.iter().find(|item| item.value == code).map_or("INVALID", |item| item.name)
}

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Code")]
pub enum UserErrorCode {
    /// There is no such object, or you may not see it: check the id.
    NotFound,
    /// The value cannot be taken: the message says what can.
    Invalid,
    /// The value is missing: give one.
    Required,
    /// The text or list is too long: shorten it.
    TooLong,
    /// Somebody else has this value already: choose another.
    Taken,
    /// You may not do this: ask somebody with the role that the message names.
    Forbidden,
    /// The object changed since you read it: read it again, and repeat the change on the new version.
    StaleObject,
    /// The idempotency key was used with another input: use a new key.
    IdempotencyConflict,
    /// No way leads from the lead's status to this one: the message names those that do.
    IllegalTransition,
    /// The lead must be assigned to a user first: set `assigneeId` by `updateLead`.
    LeadNotAssigned,
    /// Somebody has this lead in hand already: take another from the queue.
    AlreadyAccepted,
    /// BANT criteria that the lead type demands are missing: fill in the field that the error names.
    NotQualified,
    /// A proposal needs a target amount: set `targetAmount` by `updateLead`.
    TargetAmountRequired,
    /// A lost lead needs a reason: give `lostReasonKey`.
    LostReasonRequired,
    /// The lead type is for other units: use another, give the lead to one of these, or have a unit added to the type. The
    /// message says which.
    LeadTypeNotAllowed,
    /// Nobody would be left who may change the organisation: make somebody else an admin first.
    LastAdmin,
    /// Something still refers to it: the message says what; move or remove that first.
    InUse,
    /// The user's role is too low for this: give them the role that the message names first.
    RoleTooLow,
    /// E-mail address or password is wrong: check both, and try again.
    WrongCredentials,
    /// Too many tries were refused: wait for `retryAfter` seconds, or set a new password by `requestPasswordReset`.
    TooManyAttempts,
    /// The password was right, and a second factor is asked for: show `challenge` and a code to `completeSignIn`.
    TwoFactorRequired,
    /// The code is wrong, or was used before: wait for the next one.
    WrongCode,
    /// The session has ended: sign in again.
    SessionEnded,
    /// The link or challenge was used, replaced by a newer one, or is too old: ask for a new one.
    TokenExpired,
    /// Nothing is wrong with this one; another row of the same bulk request was refused, and the policy is to reject
    /// all: correct that row, or use `SKIP_FAILED`.
    NotApplied,
}
