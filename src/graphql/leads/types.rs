//! A lead as the API shows it: its own fields. What hangs on it is in `relations`.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{ID, SimpleObject, Value};
use entity::lead;

use crate::{
    graphql::{
        bant::Bant,
        enums::{Consent, LeadKind, LeadStatus, Level, LifecycleState, Rating, ReadinessToBuy},
        immediate::{Answer, Immediate, Immediately, Leaf, own_fields},
        money::Money,
        scalars::{CountryCode, Date, DateTime, EmailAddress, Locale, PhoneNumber, TimeZone, Url},
        users::User,
    },
    leads::{self, first_response, lifecycle::state_of},
};

own_fields! {
    /// What a lead's own row tells.
    pub struct LeadRow(lead::Model, lead::Column) {
        values {
            /// The number that people quote, such as `L-000123`; never reused.
            number "number": String [Number] = |lead| lead.display_number();
            /// What to call it: the person's name, else the company.
            name "name": String [FirstName LastName Company Number] = |lead| lead.display_name();
            /// Whether it is a person or a company.
            kind "kind": LeadKind [Kind] = |lead| lead.kind.into();
            /// Given name.
            first_name "firstName": Option<String> [FirstName] = |lead| lead.first_name.clone();
            /// Family name.
            last_name "lastName": Option<String> [LastName] = |lead| lead.last_name.clone();
            /// Company.
            company "company": Option<String> [Company] = |lead| lead.company.clone();
            /// Job title.
            job_title "jobTitle": Option<String> [JobTitle] = |lead| lead.job_title.clone();
            /// E-mail address, as given.
            email "email": Option<EmailAddress> [Email] = |lead| lead.email.clone().map(EmailAddress);
            /// Phone number, as given.
            phone "phone": Option<PhoneNumber> [Phone] = |lead| lead.phone.clone().map(PhoneNumber);
            /// The phone number in E.164, where it could be read.
            phone_e164 "phoneE164": Option<PhoneNumber> [PhoneE164] = |lead| lead.phone_e164.clone().map(PhoneNumber);
            /// Web site.
            website "website": Option<Url> [Website] = |lead| lead.website.clone().map(Url);
            /// The language of the mail that they get.
            locale "locale": Option<Locale> [Locale] = |lead| lead.locale.clone().map(Locale);
            /// Where their clock is.
            time_zone "timeZone": Option<TimeZone> [TimeZone] = |lead| lead.time_zone.clone().map(TimeZone);
            /// What they want, in their words.
            initial_interest "initialInterest": Option<String> [InitialInterest] = |lead| lead.initial_interest.clone();
            /// Products that they are interested in.
            products_of_interest "productsOfInterest": Vec<String> [ProductsOfInterest] = |lead| lead.products();
            /// How soon it is to be processed.
            priority "priority": Level [Priority] = |lead| lead.priority.into();
            /// How much it matters.
            importance "importance": Level [Importance] = |lead| lead.importance.into();
            /// Probability to win, in per cent.
            probability "probability": i32 [Probability] = |lead| lead.probability;
            /// Whether a person set the probability; it then survives until closing.
            probability_is_manual "probabilityIsManual": bool [ProbabilityIsManual] = |lead| lead.probability_is_manual;
            /// How ready they are to buy.
            readiness_to_buy "readinessToBuy": ReadinessToBuy [ReadinessToBuy] = |lead| lead.readiness_to_buy.into();
            /// How promising it is, from its score; absent until it is scored.
            rating "rating": Option<Rating> [Rating] = |lead| lead.rating.map(Into::into);
            /// Points by the scoring rules.
            score "score": i32 [Score] = |lead| lead.score;
            /// The day from which the estimate counts.
            start_date "startDate": Date [StartDate] = |lead| Date(lead.start_date);
            /// Estimated days to complete.
            estimated_days "estimatedDays": Option<i32> [EstimatedDays] = |lead| lead.estimated_days;
            /// When it is expected to be won or lost: start plus estimate, unless given.
            expected_completion_date "expectedCompletionDate": Option<Date> [ExpectedCompletionDate] = |lead| lead.expected_completion_date.map(Date);
            /// When it was won or lost.
            completed_at "completedAt": Option<DateTime> [CompletedAt] = |lead| lead.completed_at.map(DateTime);
            /// The last sign of two-way life; automatic mail is none.
            last_touch_at "lastTouchAt": DateTime [LastTouchAt] = |lead| DateTime(lead.last_touch_at);
            /// When the next activity is due.
            next_activity_at "nextActivityAt": Option<DateTime> [NextActivityAt] = |lead| lead.next_activity_at.map(DateTime);
            /// Since when it waits in its unit for somebody to accept it; absent when it does not wait. Next: accept it.
            waiting_since "waitingSince": Option<DateTime> [WaitingSince] = |lead| lead.waiting_since.map(DateTime);
            /// When its assignee accepted it; absent when it was given to them, or nobody works on it.
            accepted_at "acceptedAt": Option<DateTime> [AcceptedAt] = |lead| lead.accepted_at.map(DateTime);
            /// When its last waiting was pointed out as longer than its lead type allows. Next, if it still waits: assign it.
            escalated_at "escalatedAt": Option<DateTime> [EscalatedAt] = |lead| lead.escalated_at.map(DateTime);
            /// When a person first got in touch; absent while nobody has. Automatic mail does not count.
            first_response_at "firstResponseAt": Option<DateTime> [FirstResponseAt] = |lead| lead.first_response_at.map(DateTime);
            /// From capture to the first response, in seconds.
            first_response_seconds "firstResponseSeconds": Option<i64> [FirstResponseAt CreatedAt] = |lead| first_response::seconds(lead);
            /// Its place in life.
            status "status": LeadStatus [Status] = |lead| lead.status.into();
            /// Since when it is in its status.
            status_since "statusSince": DateTime [StatusSince] = |lead| DateTime(lead.status_since);
            /// The coarse view of its status.
            state "state": LifecycleState [Status] = |lead| state_of(lead.status).into();
            /// While on hold: the status it was held from.
            held_from "heldFrom": Option<LeadStatus> [HeldFrom] = |lead| lead.held_from.map(Into::into);
            /// While on hold: the day on which it goes on.
            resume_on "resumeOn": Option<Date> [ResumeOn] = |lead| lead.resume_on.map(Date);
            /// Whether it went stale. Next: re-engage it, or close it.
            is_inactive "isInactive": bool [InactiveSince] = |lead| lead.inactive_since.is_some();
            /// Since when it is inactive.
            inactive_since "inactiveSince": Option<DateTime> [InactiveSince] = |lead| lead.inactive_since.map(DateTime);
            /// Until when staleness does not count.
            snoozed_until "snoozedUntil": Option<DateTime> [SnoozedUntil] = |lead| lead.snoozed_until.map(DateTime);
            /// Why it was lost, in words.
            lost_note "lostNote": Option<String> [LostNote] = |lead| lead.lost_note.clone();
            /// To whom it was lost.
            lost_competitor "lostCompetitor": Option<String> [LostCompetitor] = |lead| lead.lost_competitor.clone();
            /// Nothing at all may be sent.
            do_not_contact "doNotContact": bool [DoNotContact] = |lead| lead.do_not_contact;
            /// Consent to e-mail.
            email_consent "emailConsent": Consent [EmailConsent] = |lead| lead.email_consent.into();
            /// Consent to text messages.
            sms_consent "smsConsent": Consent [SmsConsent] = |lead| lead.sms_consent.into();
            /// Counts changes: give it as `expectedVersion`, and a change that somebody else made meanwhile is not overwritten.
            version "version": i32 [Version] = |lead| lead.version;
            /// When it came in.
            created_at "createdAt": DateTime [CreatedAt] = |lead| DateTime(lead.created_at);
            /// When it last changed.
            updated_at "updatedAt": DateTime [UpdatedAt] = |lead| DateTime(lead.updated_at);
            /// When it was deleted: only seen in the answer to the request that deleted it.
            deleted_at "deletedAt": Option<DateTime> [DeletedAt] = |lead| lead.deleted_at.map(DateTime);
        }
        objects {
            /// Postal address; absent when nothing of it is known.
            address "address": Option<PostalAddress> [Street PostalCode City Region Country] = |lead| PostalAddress::of(lead);
            /// What winning it would bring.
            target_amount "targetAmount": Option<Money> [TargetAmountMinor TargetCurrency] = |lead| Money::from_columns(lead.target_amount_minor, lead.target_currency.as_deref());
            /// Budget, authority, need and timing: what `QUALIFIED` asks for.
            bant "bant": Bant [BudgetStatus BudgetAmountMinor BudgetCurrency Authority Need NeedText Timing TimingDate] = |lead| Bant::from(lead);
        }
    }
}

/// A person or company that has shown interest, and the set of steps taken until the outcome is known.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Lead {
    /// Id, such as `lead_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    #[graphql(flatten)]
    own: LeadRow,
    #[graphql(skip)]
    pub(super) row: Arc<lead::Model>,
    /// The user who works on it, where they were read with it.
    #[graphql(skip)]
    assignee: Option<Immediately<User>>,
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
        Self::from(Arc::new(row))
    }
}

impl From<Arc<lead::Model>> for Lead {
    fn from(row: Arc<lead::Model>) -> Self {
        Self { id: row.id.to_string().into(), own: LeadRow(row.clone()), row, assignee: None }
    }
}

impl From<leads::LeadPart> for Lead {
    fn from(part: leads::LeadPart) -> Self {
        let assignee = part.assignee.map(|user| Immediately(User::from(user)));
        Self { assignee, ..Self::from(part.lead) }
    }
}

impl Immediate for Lead {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("Lead")
    }

    fn answer(&self, field: &str) -> Answer<'_> {
        match field {
            "id" => Answer::Value(self.id.clone().into_value()),
            "assignee" => match &self.assignee {
                Some(user) => Answer::Object(user),
                None if self.row.assignee_id.is_none() => Answer::Value(Value::Null),
                None => Answer::Later,
            },
            field => self.own.value(field).map_or(Answer::Later, Answer::Value),
        }
    }
}
