//! What a template may use. Field names here are the names in templates: `{{ lead.company }}`.
//!
//! Whatever is an `Option` may be missing: a template asks (`{% if lead.company %}`) or gets an empty text.

use chrono::NaiveDate;
use serde::Serialize;

/// Everything one mail is about. `organisation` comes on top, from the [`Renderer`](super::Renderer).
#[derive(Debug, Clone, Serialize)]
pub struct MailData {
    /// The lead.
    pub lead: LeadData,
    /// Who looks after the lead, if anybody does yet.
    pub assignee: Option<Assignee>,
    /// Who gets this mail.
    pub recipient: Recipient,
    /// Where to go from here.
    pub links: Links,
}

/// The lead a mail is about.
#[derive(Debug, Clone, Serialize)]
pub struct LeadData {
    /// `L-000123`.
    pub number: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// How to speak *of* them, never empty: both names, else the company, else the number. See [`full_name`].
    pub full_name: String,
    /// The company they are or work for.
    pub company: Option<String>,
    /// How to speak *to* them after "Hello", never empty: see [`salutation`].
    pub salutation: String,
    /// Their e-mail address, for the team.
    pub email: Option<String>,
    /// Their telephone number as it should be dialled, for the team.
    pub phone: Option<String>,
    /// Where the lead stands.
    pub status: StatusData,
    /// What they asked for, in their words.
    pub initial_interest: Option<String>,
    /// Names of the products they are interested in.
    pub products: Vec<String>,
    /// Formatted for the reader, by [`money::format`](super::money::format): `EUR 12,500.00`.
    pub target_amount: Option<String>,
    /// Use with `|date`.
    pub expected_completion_date: Option<NaiveDate>,
    /// When a lead on hold is taken up again. Use with `|date`.
    pub resume_on: Option<NaiveDate>,
    /// Whole days since the last touch.
    pub days_without_touch: Option<i64>,
    /// Whole days until the lead counts as stale.
    pub days_until_stale: Option<i64>,
    /// Minutes for which it has waited in its unit; absent when it does not wait.
    pub minutes_waiting: Option<i64>,
    /// Whole days past the expected completion date.
    pub days_overdue: Option<i64>,
    /// Why it was lost. For the team: hardly ever something to write to the lead.
    pub lost_reason_label: Option<String>,
}

/// Where a lead stands.
#[derive(Debug, Clone, Serialize)]
pub struct StatusData {
    /// One of the fifteen keys: `PROPOSAL_SENT`.
    pub key: String,
    /// What the organisation calls it.
    pub label: String,
    /// What it means and what to do next. For the team.
    pub meaning: String,
}

/// The person who looks after the lead.
#[derive(Debug, Clone, Serialize)]
pub struct Assignee {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: Option<String>,
}

/// Who gets the mail.
#[derive(Debug, Clone, Serialize)]
pub struct Recipient {
    /// Full name.
    pub name: String,
    /// In which role.
    pub kind: RecipientKind,
}

/// In which role somebody gets a mail; the audiences of domain.md, section 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecipientKind {
    /// The lead.
    Lead,
    /// The person who looks after it.
    Assignee,
    /// A member of the unit it waits in.
    Unit,
    /// A manager of the unit it is in.
    UnitManagers,
    /// A manager of the group that owns it.
    GroupManagers,
}

/// Addresses of pages.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Links {
    /// The lead in the team's own app. Not for leads.
    pub lead: Option<String>,
    /// One click and no more of these mails.
    pub unsubscribe: Option<String>,
}

/// Everything that a mail to a user about their account is about. `organisation` comes on top.
#[derive(Clone, Serialize)]
pub struct AccountData {
    /// What people call them.
    pub name: String,
    /// With which address they sign in.
    pub email: String,
    /// What happened: `PASSWORD_CHANGED` and the like.
    pub notice: String,
    /// When, for people: `2026-03-01 10:00 UTC`.
    pub at: String,
    /// Where a new password is set. Whoever has it may do so.
    pub link: Option<String>,
    /// For how many minutes the link is good.
    pub minutes: i64,
}

/// Who is writing.
#[derive(Debug, Clone, Serialize)]
pub struct Organisation {
    /// As customers know it.
    pub name: String,
    /// On one line. The law of many countries wants it below a commercial mail.
    pub postal_address: Option<String>,
    /// With `https://`.
    pub website: Option<String>,
}

/// How to speak of a lead: names, else company, else number.
pub fn full_name(first: Option<&str>, last: Option<&str>, company: Option<&str>, number: &str) -> String {
    let names: Vec<&str> = [first, last].into_iter().filter_map(written).collect();
    if names.is_empty() { written(company).unwrap_or(number).to_owned() } else { names.join(" ") }
}

/// What to write after "Hello": first name, else last name, else company, else "there".
pub fn salutation(first: Option<&str>, last: Option<&str>, company: Option<&str>) -> String {
    written(first).or(written(last)).or(written(company)).unwrap_or("there").to_owned()
}

/// The value, unless it is missing or blank.
fn written(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_something_to_call_them() {
        assert_eq!(full_name(Some("Anna"), Some("Berger"), Some("Acme"), "L-1"), "Anna Berger");
        assert_eq!(full_name(None, Some(" Berger "), None, "L-1"), "Berger");
        assert_eq!(full_name(Some(" "), None, Some("Acme"), "L-1"), "Acme");
        assert_eq!(full_name(None, None, None, "L-1"), "L-1");
        assert_eq!(salutation(Some("Anna"), Some("Berger"), None), "Anna");
        assert_eq!(salutation(None, Some("Berger"), None), "Berger");
        assert_eq!(salutation(None, None, Some("Acme")), "Acme");
        assert_eq!(salutation(None, Some(""), None), "there");
    }
}
