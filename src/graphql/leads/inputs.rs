//! What mutations of leads take.

use std::str::FromStr;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{GroupId, IdError, LeadId, UnitId, UserId};

use crate::{
    error::{Error, Problem, Problems, Result},
    graphql::{
        bant::BantInput,
        enums::{Consent, LeadKind, LeadStatus, Level, ReadinessToBuy},
        money::MoneyInput,
        node::read_id,
        scalars::{CountryCode, Date, DateTime, EmailAddress, Locale, PhoneNumber, TimeZone, Url},
    },
    leads::{Change, LeadPatch, Move},
};

/// The fields of a lead that people fill in. What is left out stays as it is; `null` clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LeadFields {
    /// Whether it is a person or a company; by default a company when there is a company and no name.
    pub kind: Option<LeadKind>,
    /// Given name.
    pub first_name: MaybeUndefined<String>,
    /// Family name.
    pub last_name: MaybeUndefined<String>,
    /// Company.
    pub company: MaybeUndefined<String>,
    /// Job title.
    pub job_title: MaybeUndefined<String>,
    /// E-mail address. A lead needs at least one way to be reached: an e-mail address, a phone number or a postal
    /// address.
    pub email: MaybeUndefined<EmailAddress>,
    /// Phone number; without a country code it is read as one of the lead's country.
    pub phone: MaybeUndefined<PhoneNumber>,
    /// Web site.
    pub website: MaybeUndefined<Url>,
    /// Postal address: only the parts that are given change; `null` clears it whole.
    pub address: MaybeUndefined<PostalAddressInput>,
    /// The language in which mail to them is written.
    pub locale: MaybeUndefined<Locale>,
    /// Where their clock is.
    pub time_zone: MaybeUndefined<TimeZone>,
    /// Key of the source, such as `WEB_SITE`: see `leadSources`.
    pub source_key: MaybeUndefined<String>,
    /// The lead that referred it.
    pub referrer_lead_id: MaybeUndefined<ID>,
    /// What they want, in their words.
    pub initial_interest: MaybeUndefined<String>,
    /// Products that they are interested in, at most 50.
    pub products_of_interest: MaybeUndefined<Vec<String>>,
    /// What winning it would bring.
    pub target_amount: MaybeUndefined<MoneyInput>,
    /// How soon it is to be processed; a new lead has its lead type's.
    pub priority: Option<Level>,
    /// How much it matters; a new lead has its lead type's.
    pub importance: Option<Level>,
    /// Probability to win, 0 to 100 per cent; it then survives until closing. `null`: back to the status's default.
    pub probability: MaybeUndefined<i32>,
    /// How ready they are to buy.
    pub readiness_to_buy: Option<ReadinessToBuy>,
    /// What has been found out about budget, authority, need and timing.
    pub bant: Option<BantInput>,
    /// The day from which the estimate counts.
    pub start_date: Option<Date>,
    /// Estimated days to complete, 0 to 3650.
    pub estimated_days: MaybeUndefined<i32>,
    /// When it is expected to be won or lost. `null`: back to start plus estimate.
    pub expected_completion_date: MaybeUndefined<Date>,
    /// Key of the lead type, such as `STANDARD`: see `leadTypes`.
    pub lead_type_key: Option<String>,
    /// The group that owns it, and whose members see it: one that you reach yourself. A new lead belongs to the group
    /// that you joined first, unless another is given.
    pub group_id: MaybeUndefined<ID>,
    /// The unit that it is for: it waits there until somebody accepts it. `null`: none.
    pub unit_id: MaybeUndefined<ID>,
    /// The user who works on it. `null`: nobody. A new lead with neither `unitId` nor `assigneeId` goes where the assignment
    /// rules send it.
    pub assignee_id: MaybeUndefined<ID>,
    /// Whether nothing at all may be sent.
    pub do_not_contact: Option<bool>,
    /// Consent to e-mail.
    pub email_consent: Option<Consent>,
    /// Consent to text messages.
    pub sms_consent: Option<Consent>,
}

/// A postal address. What is left out stays as it is; `null` clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PostalAddressInput {
    /// Street and house number.
    pub street: MaybeUndefined<String>,
    /// Postal code.
    pub postal_code: MaybeUndefined<String>,
    /// City.
    pub city: MaybeUndefined<String>,
    /// State, province or canton.
    pub region: MaybeUndefined<String>,
    /// Country.
    pub country: MaybeUndefined<CountryCode>,
}

impl LeadFields {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// Ids of another kind, or amounts that cannot be, all together.
    pub fn read(self) -> Result<LeadPatch> {
        let mut problems = Problems::default();
        let address = address(self.address);
        let bant = self.bant.unwrap_or_default();
        let patch = LeadPatch {
            kind: self.kind.map(Into::into),
            first_name: change(self.first_name, |text| text),
            last_name: change(self.last_name, |text| text),
            company: change(self.company, |text| text),
            job_title: change(self.job_title, |text| text),
            email: change(self.email, |email| email.0),
            phone: change(self.phone, |phone| phone.0),
            website: change(self.website, |url| url.0),
            street: change(address.street, |text| text),
            postal_code: change(address.postal_code, |text| text),
            city: change(address.city, |text| text),
            region: change(address.region, |text| text),
            country: change(address.country, |country| country.0),
            locale: change(self.locale, |locale| locale.0),
            time_zone: change(self.time_zone, |zone| zone.0),
            source_key: change(self.source_key, |key| key),
            referrer_lead_id: checked(self.referrer_lead_id, &mut problems, |id| {
                typed::<LeadId>(id, "referrer_lead_id")
            }),
            initial_interest: change(self.initial_interest, |text| text),
            products_of_interest: change(self.products_of_interest, |products| products),
            target_amount: checked(self.target_amount, &mut problems, |money| money.read("target_amount")),
            priority: self.priority.map(Into::into),
            importance: self.importance.map(Into::into),
            probability: change(self.probability, |per_cent| per_cent),
            readiness_to_buy: self.readiness_to_buy.map(Into::into),
            budget_status: bant.budget_status.map(Into::into),
            budget_amount: checked(bant.budget_amount, &mut problems, |money| money.read("budget_amount")),
            authority: bant.authority.map(Into::into),
            need: bant.need.map(Into::into),
            need_text: change(bant.need_text, |text| text),
            timing: bant.timing.map(Into::into),
            timing_date: change(bant.timing_date, |date| date.0),
            start_date: self.start_date.map(|date| date.0),
            estimated_days: change(self.estimated_days, |days| days),
            expected_completion_date: change(self.expected_completion_date, |date| date.0),
            lead_type_key: self.lead_type_key,
            group_id: checked(self.group_id, &mut problems, |id| typed::<GroupId>(id, "group_id")),
            unit_id: checked(self.unit_id, &mut problems, |id| typed::<UnitId>(id, "unit_id")),
            assignee_id: checked(self.assignee_id, &mut problems, |id| typed::<UserId>(id, "assignee_id")),
            do_not_contact: self.do_not_contact,
            email_consent: self.email_consent.map(Into::into),
            sms_consent: self.sms_consent.map(Into::into),
        };
        problems.finish()?;
        Ok(patch)
    }
}

fn address(given: MaybeUndefined<PostalAddressInput>) -> PostalAddressInput {
    match given {
        MaybeUndefined::Undefined => PostalAddressInput::default(),
        MaybeUndefined::Value(address) => address,
        MaybeUndefined::Null => PostalAddressInput {
            street: MaybeUndefined::Null,
            postal_code: MaybeUndefined::Null,
            city: MaybeUndefined::Null,
            region: MaybeUndefined::Null,
            country: MaybeUndefined::Null,
        },
    }
}

fn change<A, D>(given: MaybeUndefined<A>, read: impl FnOnce(A) -> D) -> Change<D> {
    match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(read(value)),
    }
}

fn checked<A, D>(
    given: MaybeUndefined<A>,
    problems: &mut Problems,
    read: impl FnOnce(&A) -> Result<D, Problem>,
) -> Change<D> {
    match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => problems.take(read(&value)).map_or(Change::Keep, Change::Set),
    }
}

fn typed<T: FromStr<Err = IdError>>(id: &ID, field: &str) -> Result<T, Problem> {
    read_id(id, field).map_err(|error| match error {
        Error::Refused(mut problems) if problems.len() == 1 => problems.swap_remove(0),
        other => Problem::new(crate::error::Code::Invalid, &[], other.to_string()),
    })
}

/// A new lead.
#[derive(Clone, Debug, InputObject)]
pub struct CreateLeadInput {
    /// `NEW` or `REFERRAL`; by default `REFERRAL` when somebody referred it.
    pub status: Option<LeadStatus>,
    /// Its fields.
    #[graphql(flatten)]
    pub fields: LeadFields,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Changes of a lead's fields. What is left out stays as it is; `null` clears.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateLeadInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// What shall be different.
    #[graphql(flatten)]
    pub fields: LeadFields,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Where a lead shall go, and what goes with it.
#[derive(Clone, Debug, InputObject)]
pub struct LeadMove {
    /// The status to enter: `lead.transitions` says which are allowed.
    pub status: LeadStatus,
    /// Why, in your words; kept in the history. At most 2,000 characters.
    pub note: Option<String>,
    /// Key of the lost reason, such as `PRICE`: needed for `CLOSED_LOST` and `DISQUALIFIED`. See `lostReasons`.
    pub lost_reason_key: Option<String>,
    /// To whom it was lost, for `CLOSED_LOST` and `DISQUALIFIED`.
    pub lost_competitor: Option<String>,
    /// For `ON_HOLD`: the day on which the lead goes back to the status it was held from.
    pub resume_on: Option<Date>,
}

impl LeadMove {
    /// In the terms of the domain.
    pub fn read(self) -> Move {
        Move {
            status: self.status.into(),
            note: self.note,
            lost_reason_key: self.lost_reason_key,
            lost_competitor: self.lost_competitor,
            resume_on: self.resume_on.map(|date| date.0),
        }
    }
}

/// A move of one lead to another status.
#[derive(Clone, Debug, InputObject)]
pub struct ChangeLeadStatusInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Where to.
    #[graphql(flatten)]
    pub to: LeadMove,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Putting a lead aside: until then it does not go stale.
#[derive(Clone, Debug, InputObject)]
pub struct SnoozeLeadInput {
    /// The lead's id.
    pub id: ID,
    /// Until when, in the future. `null`: take it up again now.
    pub until: Option<DateTime>,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Deleting a lead.
#[derive(Clone, Debug, InputObject)]
pub struct DeleteLeadInput {
    /// The lead's id.
    pub id: ID,
    /// The version that you have read: when the lead has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Bringing a deleted lead back.
#[derive(Clone, Debug, InputObject)]
pub struct RestoreLeadInput {
    /// The lead's id.
    pub id: ID,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}
