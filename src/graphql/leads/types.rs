//! A lead as the API shows it: its own fields. What hangs on it is in `relations`.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use entity::lead;

use crate::{
    graphql::{
        bant::Bant,
        enums::{Consent, LeadKind, LeadStatus, Level, LifecycleState, Rating, ReadinessToBuy},
        money::Money,
        scalars::{CountryCode, Date, DateTime, EmailAddress, Locale, PhoneNumber, TimeZone, Url},
    },
    leads::lifecycle::state_of,
};

/// A person or company that has shown interest, and the set of steps taken until the outcome is known.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Lead {
    /// Id, such as `lead_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// The number that people quote, such as `L-000123`; never reused.
    pub number: String,
    /// What to call it: the person's name, else the company.
    pub name: String,

    /// Whether it is a person or a company.
    pub kind: LeadKind,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// Job title.
    pub job_title: Option<String>,
    /// E-mail address, as given.
    pub email: Option<EmailAddress>,
    /// Phone number, as given.
    pub phone: Option<PhoneNumber>,
    /// The phone number in E.164, where it could be read.
    pub phone_e164: Option<PhoneNumber>,
    /// Web site.
    pub website: Option<Url>,
    /// Postal address; absent when nothing of it is known.
    pub address: Option<PostalAddress>,
    /// The language of the mail that they get.
    pub locale: Option<Locale>,
    /// Where their clock is.
    pub time_zone: Option<TimeZone>,

    /// What they want, in their words.
    pub initial_interest: Option<String>,
    /// Products that they are interested in.
    pub products_of_interest: Vec<String>,
    /// What winning it would bring.
    pub target_amount: Option<Money>,

    /// How soon it is to be processed.
    pub priority: Level,
    /// How much it matters.
    pub importance: Level,
    /// Probability to win, in per cent.
    pub probability: i32,
    /// Whether a person set the probability; it then survives until closing.
    pub probability_is_manual: bool,
    /// How ready they are to buy.
    pub readiness_to_buy: ReadinessToBuy,
    /// How promising it is, from its score; absent until it is scored.
    pub rating: Option<Rating>,
    /// Points by the scoring rules.
    pub score: i32,
    /// Budget, authority, need and timing: what `QUALIFIED` asks for.
    pub bant: Bant,

    /// The day from which the estimate counts.
    pub start_date: Date,
    /// Estimated days to complete.
    pub estimated_days: Option<i32>,
    /// When it is expected to be won or lost: start plus estimate, unless given.
    pub expected_completion_date: Option<Date>,
    /// When it was won or lost.
    pub completed_at: Option<DateTime>,
    /// The last sign of two-way life; automatic mail is none.
    pub last_touch_at: DateTime,
    /// When the next activity is due.
    pub next_activity_at: Option<DateTime>,

    /// Its place in life.
    pub status: LeadStatus,
    /// Since when it is in its status.
    pub status_since: DateTime,
    /// The coarse view of its status.
    pub state: LifecycleState,
    /// While on hold: the status it was held from.
    pub held_from: Option<LeadStatus>,
    /// While on hold: the day on which it goes on.
    pub resume_on: Option<Date>,
    /// Whether it went stale. Next: re-engage it, or close it.
    pub is_inactive: bool,
    /// Since when it is inactive.
    pub inactive_since: Option<DateTime>,
    /// Until when staleness does not count.
    pub snoozed_until: Option<DateTime>,
    /// Why it was lost, in words.
    pub lost_note: Option<String>,
    /// To whom it was lost.
    pub lost_competitor: Option<String>,
    /// Nothing at all may be sent.
    pub do_not_contact: bool,
    /// Consent to e-mail.
    pub email_consent: Consent,
    /// Consent to text messages.
    pub sms_consent: Consent,

    /// Counts changes: give it as `expectedVersion`, and a change that somebody else made meanwhile is not overwritten.
    pub version: i32,
    /// When it came in.
    pub created_at: DateTime,
    /// When it last changed.
    pub updated_at: DateTime,
    /// When it was deleted: only seen in the answer to the request that deleted it.
    pub deleted_at: Option<DateTime>,

    #[graphql(skip)]
    pub(super) row: Arc<lead::Model>,
}

/// A postal address.
#[derive(Clone, Debug, SimpleObject)]
pub struct PostalAddress {
    /// Street and house number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or canton.
    pub region: Option<String>,
    /// Country.
    pub country: Option<CountryCode>,
}

impl PostalAddress {
    fn of(row: &lead::Model) -> Option<Self> {
        let parts = [&row.street, &row.postal_code, &row.city, &row.region, &row.country];
        parts.iter().any(|part| part.is_some()).then(|| Self {
            street: row.street.clone(),
            postal_code: row.postal_code.clone(),
            city: row.city.clone(),
            region: row.region.clone(),
            country: row.country.clone().map(CountryCode),
        })
    }
}

impl From<lead::Model> for Lead {
    fn from(row: lead::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            number: row.display_number(),
            name: row.display_name(),
            kind: row.kind.into(),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            company: row.company.clone(),
            job_title: row.job_title.clone(),
            email: row.email.clone().map(EmailAddress),
            phone: row.phone.clone().map(PhoneNumber),
            phone_e164: row.phone_e164.clone().map(PhoneNumber),
            website: row.website.clone().map(Url),
            address: PostalAddress::of(&row),
            locale: row.locale.clone().map(Locale),
            time_zone: row.time_zone.clone().map(TimeZone),
            initial_interest: row.initial_interest.clone(),
            products_of_interest: row.products(),
            target_amount: Money::from_columns(row.target_amount_minor, row.target_currency.as_deref()),
            priority: row.priority.into(),
            importance: row.importance.into(),
            probability: row.probability,
            probability_is_manual: row.probability_is_manual,
            readiness_to_buy: row.readiness_to_buy.into(),
            rating: row.rating.map(Into::into),
            score: row.score,
            bant: Bant::from(&row),
            start_date: Date(row.start_date),
            estimated_days: row.estimated_days,
            expected_completion_date: row.expected_completion_date.map(Date),
            completed_at: row.completed_at.map(DateTime),
            last_touch_at: DateTime(row.last_touch_at),
            next_activity_at: row.next_activity_at.map(DateTime),
            status: row.status.into(),
            status_since: DateTime(row.status_since),
            state: state_of(row.status).into(),
            held_from: row.held_from.map(Into::into),
            resume_on: row.resume_on.map(Date),
            is_inactive: row.inactive_since.is_some(),
            inactive_since: row.inactive_since.map(DateTime),
            snoozed_until: row.snoozed_until.map(DateTime),
            lost_note: row.lost_note.clone(),
            lost_competitor: row.lost_competitor.clone(),
            do_not_contact: row.do_not_contact,
            email_consent: row.email_consent.into(),
            sms_consent: row.sms_consent.into(),
            version: row.version,
            created_at: DateTime(row.created_at),
            updated_at: DateTime(row.updated_at),
            deleted_at: row.deleted_at.map(DateTime),
            row: Arc::new(row),
        }
    }
}
