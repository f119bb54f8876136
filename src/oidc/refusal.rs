//! Why a sign-in came to nothing, in words for the person before the browser.

use entity::UserId;

use crate::error::Error;

/// Why a sign-in came to nothing.
#[derive(Debug)]
pub enum Refusal {
    /// The client's request to begin cannot be used.
    BadRequest(&'static str),
    /// The provider's answer belongs to no attempt of this browser, or comes too late, or a second time.
    UnknownAttempt,
    /// The provider refused, with its code.
    Declined(String),
    /// The provider cannot be reached, or what it says cannot be believed: for the log, not for the person.
    Provider(String),
    /// The provider does not say that the address belongs to the person.
    EmailNotVerified,
    /// Addresses of this domain are not let in.
    Domain,
    /// Nobody here has this address.
    Unknown,
    /// The user with this address signs in with another account of the same provider.
    OtherAccount(UserId),
    /// The user was deactivated.
    Inactive(UserId),
    /// A fault of ours.
    Fault(Error),
}

impl Refusal {
    /// A stable word for the event log and for clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "BAD_REQUEST",
            Self::UnknownAttempt => "UNKNOWN_ATTEMPT",
            Self::Declined(_) => "DECLINED",
            Self::Provider(_) => "PROVIDER",
            Self::EmailNotVerified => "EMAIL_NOT_VERIFIED",
            Self::Domain => "DOMAIN_NOT_ALLOWED",
            Self::Unknown => "UNKNOWN_USER",
            Self::OtherAccount(_) => "OTHER_ACCOUNT",
            Self::Inactive(_) => "USER_INACTIVE",
            Self::Fault(_) => "INTERNAL",
        }
    }

    /// Who would have signed in, where that is known.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::OtherAccount(user) | Self::Inactive(user) => Some(*user),
            _ => None,
        }
    }

    /// What happened, and what to do.
    pub fn words(&self) -> &'static str {
        match self {
            Self::BadRequest(words) => words,
            Self::UnknownAttempt => {
                "This sign-in was not begun in this browser, took too long, or was finished already. Go back to the \
                 application and sign in again."
            }
            Self::Declined(_) => {
                "The identity provider did not sign you in. Go back to the application and try again."
            }
            Self::Provider(_) => {
                "The identity provider cannot be reached, or its answer cannot be trusted. Try again in a while; if \
                 that does not help, tell an administrator: the log says what is wrong."
            }
            Self::EmailNotVerified => {
                "The identity provider does not confirm that your e-mail address is yours. Have it verified there, \
                 and sign in again."
            }
            Self::Domain => {
                "People with your e-mail address do not sign in here this way. Ask an administrator, if you should."
            }
            Self::Unknown => {
                "There is no user with your e-mail address here. Ask an administrator to add you."
            }
            Self::OtherAccount(_) => {
                "The user with your e-mail address signs in with another account of the same identity provider. Ask \
                 an administrator."
            }
            Self::Inactive(_) => "Your user was deactivated. Ask an administrator, if that is wrong.",
            Self::Fault(_) => "Something went wrong on our side. Try again in a while.",
        }
    }
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}
