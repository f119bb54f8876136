//! Scalars. What must be well-formed to be read at all (times, days, numbers) is checked here; what people type
//! (addresses, phone numbers) is checked by the domain, which answers with a user error that names the field.

use async_graphql::scalar;
use chrono::{NaiveDate, SecondsFormat, SubsecRound, Utc};
use rust_decimal::Decimal as Number;
use serde::{Deserialize, Serialize};

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(pub NaiveDate);

/// An exact number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub struct Decimal(pub Number);

/// JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(pub serde_json::Value);

/// How a client may write a number: as text, or as a whole number (which loses nothing).
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Whole(i64),
}

impl TryFrom<String> for DateTime {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        chrono::DateTime::parse_from_rfc3339(&text)
            .map(|time| Self(time.with_timezone(&Utc).trunc_subsecs(6)))
            .map_err(|_| {
                format!(
                    "`{text}` is no RFC 3339 time with an offset; write one such as `2026-11-22T09:30:00Z`"
                )
            })
    }
}

impl From<DateTime> for String {
    fn from(time: DateTime) -> Self {
        time.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

impl TryFrom<String> for Date {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        date.map(Self).ok_or_else(|| format!("`{text}` is no day; write one such as `2026-11-22`"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.0.format("%Y-%m-%d").to_string()
    }
}

impl TryFrom<Written> for Decimal {
    type Error = String;
    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Whole(number) => Ok(Self(number.into())),
            Written::Text(text) => text
                .parse()
                .map(Self)
                .map_err(|_| format!("`{text}` is no decimal number; write one such as `\"12500.00\"`")),
        }
    }
}

impl From<Decimal> for String {
    fn from(number: Decimal) -> Self {
        number.0.to_string()
    }
}

scalar!(
    DateTime,
    "DateTime",
    "A moment by RFC 3339, such as `2026-11-22T09:30:00Z`: always UTC when read, any offset when written.",
    "https://scalars.graphql.org/andimarek/date-time.html"
);
scalar!(
    Date,
    "Date",
    "A day by ISO 8601, such as `2026-11-22`.",
    "https://scalars.graphql.org/andimarek/local-date.html"
);
scalar!(
    Decimal,
    "Decimal",
    "An exact decimal number, as a string, such as `\"12500.00\"`. Whole numbers may be written without quotes.",
    "https://www.w3.org/TR/xmlschema11-2/#decimal"
);
scalar!(Json, "JSON", "Any JSON value.", "https://www.rfc-editor.org/rfc/rfc8259");

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident, $graphql:literal, $description:literal, $url:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        scalar!($name, $graphql, $description, $url);
    )+};
}

words! {
    /// A currency.
    CurrencyCode, "CurrencyCode", "A currency by ISO 4217, such as `EUR`.",
        "https://www.iso.org/iso-4217-currency-codes.html";
    /// A country.
    CountryCode, "CountryCode", "A country by ISO 3166-1 alpha-2, such as `AT`.",
        "https://www.iso.org/iso-3166-country-codes.html";
    /// An e-mail address.
    EmailAddress, "EmailAddress", "An e-mail address, such as `ann@acme.example`.",
        "https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2";
    /// A phone number.
    PhoneNumber, "PhoneNumber", "A phone number, best with its country code, such as `+43 1 234567`.",
        "https://www.itu.int/rec/T-REC-E.164";
    /// A web address.
    Url, "URL", "A web address, such as `https://acme.example`.", "https://url.spec.whatwg.org/";
    /// A language.
    Locale, "Locale", "A language by BCP 47, such as `de-AT`.", "https://www.rfc-editor.org/rfc/rfc5646";
    /// A time zone.
    TimeZone, "TimeZone", "A time zone by its IANA name, such as `Europe/Vienna`.",
        "https://www.iana.org/time-zones";
}
