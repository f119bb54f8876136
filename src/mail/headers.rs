//! The headers lettre has no type for.

use lettre::message::header::{Header, HeaderName, HeaderValue};
use url::Url;

type Refused = Box<dyn std::error::Error + Send + Sync>;

/// `Auto-Submitted: auto-generated` (RFC 3834): tells vacation responders to keep silent.
#[derive(Debug, Clone)]
pub(super) struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Refused> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// `List-Unsubscribe: <url>` (RFC 2369).
#[derive(Debug, Clone)]
pub(super) struct ListUnsubscribe(pub(super) Url);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> Result<Self, Refused> {
        Ok(Self(Url::parse(value.trim_matches(['<', '>']))?))
    }

    fn display(&self) -> HeaderValue {
        // Pre-encoded, because folding or RFC 2047 would break the link for many readers. That is safe here:
        // a parsed `Url` is printable ASCII without blanks, angle brackets or line ends.
        let value = format!("<{}>", self.0);
        HeaderValue::dangerous_new_pre_encoded(Self::name(), value.clone(), value)
    }
}

/// `List-Unsubscribe-Post: List-Unsubscribe=One-Click` (RFC 8058).
#[derive(Debug, Clone)]
pub(super) struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Refused> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
