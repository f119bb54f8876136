//! Leads: the whole record of `domain.md` section 2.

use sea_orm::entity::prelude::*;
use serde_json::Value;

use crate::{
    enums::{
        Authority, BudgetStatus, Consent, LeadKind, LeadStatus, Level, Need, Rating, ReadinessToBuy, Timing,
    },
    ids::{
        GroupId, LeadAssignmentId, LeadId, LeadSourceId, LeadTypeId, LostReasonId, StatusChangeId, UnitId,
        UserId,
    },
};

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "leads")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadId,
    /// `123` for `L-000123`; never reused.
    #[sea_orm(unique)]
    pub number: i64,

    // Who
    /// Person or company.
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
    pub email: Option<String>,
    /// The address in lower case: what addresses are compared by.
    pub email_key: Option<String>,
    /// Phone number, as given.
    pub phone: Option<String>,
    /// The number in E.164, where it could be read.
    pub phone_e164: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Street and house number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or canton.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// BCP 47 language tag; their mail is written in it.
    pub locale: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,

    // Where from
    /// Source.
    pub source_id: Option<LeadSourceId>,
    /// Campaign.
    pub campaign_id: Option<Uuid>,
    /// The lead that referred this one.
    pub referrer_lead_id: Option<LeadId>,
    /// The contact that referred this one.
    pub referrer_contact_id: Option<Uuid>,

    // What they want
    /// In their words.
    pub initial_interest: Option<String>,
    /// JSON array of product names.
    pub products_of_interest: Json,
    /// In minor units of `target_currency` (cents).
    pub target_amount_minor: Option<i64>,
    /// ISO 4217.
    pub target_currency: Option<String>,

    // How promising
    /// Priority of processing.
    pub priority: Level,
    /// Importance for us.
    pub importance: Level,
    /// Probability to win, 0–100.
    pub probability: i32,
    /// Whether a person set the probability: it then survives until closing.
    pub probability_is_manual: bool,
    /// How ready they are to buy.
    pub readiness_to_buy: ReadinessToBuy,
    /// From the score.
    pub rating: Option<Rating>,
    /// Points by the scoring rules.
    pub score: i32,
    /// BANT: budget.
    pub budget_status: BudgetStatus,
    /// BANT: budget, in minor units of `budget_currency`.
    pub budget_amount_minor: Option<i64>,
    /// ISO 4217.
    pub budget_currency: Option<String>,
    /// BANT: authority.
    pub authority: Authority,
    /// BANT: need.
    pub need: Need,
    /// BANT: need, in words.
    pub need_text: Option<String>,
    /// BANT: timing.
    pub timing: Timing,
    /// BANT: timing, by date.
    pub timing_date: Option<Date>,

    // When
    /// The day from which the estimate counts.
    pub start_date: Date,
    /// Estimated days to complete.
    pub estimated_days: Option<i32>,
    /// Start plus estimate unless given.
    pub expected_completion_date: Option<Date>,
    /// Whether a person gave the expected date.
    pub expected_completion_is_manual: bool,
    /// The expected date about which an overdue notice was given.
    pub overdue_noticed_for: Option<Date>,
    /// When it was won or lost.
    pub completed_at: Option<DateTimeUtc>,
    /// Last sign of two-way life.
    pub last_touch_at: DateTimeUtc,
    /// When the next activity is due.
    pub next_activity_at: Option<DateTimeUtc>,

    // Whose
    /// Kind of lead.
    pub lead_type_id: LeadTypeId,
    /// Circle that owns it.
    pub group_id: Option<GroupId>,
    /// Queue in which it waits.
    pub unit_id: Option<UnitId>,
    /// Who works on it.
    pub assignee_id: Option<UserId>,
    /// The row that says how it came to who has it.
    pub assignment_id: Option<LeadAssignmentId>,
    /// Since when it waits in its unit; absent when it does not.
    pub waiting_since: Option<DateTimeUtc>,
    /// When its assignee accepted it; absent when it was given to them.
    pub accepted_at: Option<DateTimeUtc>,
    /// When its last waiting was pointed out as too long.
    pub escalated_at: Option<DateTimeUtc>,
    /// When somebody first got in touch.
    pub first_response_at: Option<DateTimeUtc>,

    // State
    /// Place in its life.
    pub status: LeadStatus,
    /// The history row of the current status.
    pub status_change_id: StatusChangeId,
    /// Since when it is in the status.
    pub status_since: DateTimeUtc,
    /// While on hold: the status it was held from.
    pub held_from: Option<LeadStatus>,
    /// While on hold: the day on which it goes on.
    pub resume_on: Option<Date>,
    /// Since when it is inactive.
    pub inactive_since: Option<DateTimeUtc>,
    /// Until when staleness does not count.
    pub snoozed_until: Option<DateTimeUtc>,
    /// When the assignee was warned that it goes stale; cleared by a touch.
    pub stale_warned_at: Option<DateTimeUtc>,
    /// Why it was lost.
    pub lost_reason_id: Option<LostReasonId>,
    /// Why it was lost, in words.
    pub lost_note: Option<String>,
    /// To whom it was lost.
    pub lost_competitor: Option<String>,
    /// Account that it was converted into.
    pub converted_account_id: Option<Uuid>,
    /// Contact that it was converted into.
    pub converted_contact_id: Option<Uuid>,
    /// Opportunity that it was converted into.
    pub converted_opportunity_id: Option<Uuid>,
    /// When it was converted.
    pub converted_at: Option<DateTimeUtc>,
    /// Nothing at all may be sent.
    pub do_not_contact: bool,
    /// Consent to e-mail.
    pub email_consent: Consent,
    /// Consent to text messages.
    pub sms_consent: Consent,
    /// JSON object against the definable list.
    pub custom_fields: Json,
    /// Lower-case words without accents, from the fields that full text looks into.
    pub search_text: String,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it came in.
    pub created_at: DateTimeUtc,
    /// Who added it; absent for Leadline itself.
    pub created_by: Option<UserId>,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// Who changed it last; absent for Leadline itself.
    pub updated_by: Option<UserId>,
    /// When it was deleted.
    pub deleted_at: Option<DateTimeUtc>,
    /// When its personal data was erased on request.
    pub erased_at: Option<DateTimeUtc>,
}

impl Model {
    /// The number as people read it: `L-000123`.
    pub fn display_number(&self) -> String {
        format!("L-{:06}", self.number)
    }

    /// What to call the lead: the person's name, else the company.
    pub fn display_name(&self) -> String {
        let name = [self.first_name.as_deref(), self.last_name.as_deref()];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        match (name.is_empty(), &self.company) {
            (false, _) => name,
            (true, Some(company)) => company.clone(),
            (true, None) => self.display_number(),
        }
    }

    /// Products of interest as a list.
    pub fn products(&self) -> Vec<String> {
        match &self.products_of_interest {
            Value::Array(items) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
            _ => Vec::new(),
        }
    }
}

crate::part::parts!(
    Id id, Number number, Kind kind, FirstName first_name, LastName last_name, Company company,
    JobTitle job_title, Email email, EmailKey email_key, Phone phone, PhoneE164 phone_e164,
    Website website, Street street, PostalCode postal_code, City city, Region region, Country country,
    Locale locale, TimeZone time_zone, SourceId source_id, CampaignId campaign_id,
    ReferrerLeadId referrer_lead_id, ReferrerContactId referrer_contact_id,
    InitialInterest initial_interest, ProductsOfInterest products_of_interest,
    TargetAmountMinor target_amount_minor, TargetCurrency target_currency, Priority priority,
    Importance importance, Probability probability, ProbabilityIsManual probability_is_manual,
    ReadinessToBuy readiness_to_buy, Rating rating, Score score, BudgetStatus budget_status,
    BudgetAmountMinor budget_amount_minor, BudgetCurrency budget_currency, Authority authority, Need need,
    NeedText need_text, Timing timing, TimingDate timing_date, StartDate start_date,
    EstimatedDays estimated_days, ExpectedCompletionDate expected_completion_date,
    ExpectedCompletionIsManual expected_completion_is_manual, OverdueNoticedFor overdue_noticed_for,
    CompletedAt completed_at, LastTouchAt last_touch_at, NextActivityAt next_activity_at,
    LeadTypeId lead_type_id, GroupId group_id, UnitId unit_id, AssigneeId assignee_id,
    AssignmentId assignment_id, WaitingSince waiting_since, AcceptedAt accepted_at, EscalatedAt escalated_at,
    FirstResponseAt first_response_at, Status status,
    StatusChangeId status_change_id, StatusSince status_since, HeldFrom held_from, ResumeOn resume_on,
    InactiveSince inactive_since, SnoozedUntil snoozed_until, StaleWarnedAt stale_warned_at,
    LostReasonId lost_reason_id, LostNote lost_note, LostCompetitor lost_competitor,
    ConvertedAccountId converted_account_id, ConvertedContactId converted_contact_id,
    ConvertedOpportunityId converted_opportunity_id, ConvertedAt converted_at, DoNotContact do_not_contact,
    EmailConsent email_consent, SmsConsent sms_consent, CustomFields custom_fields, SearchText search_text,
    Version version, CreatedAt created_at, CreatedBy created_by, UpdatedAt updated_at,
    UpdatedBy updated_by, DeletedAt deleted_at, ErasedAt erased_at,
);

crate::told::told!(
    Lead id of id;
    number, kind, first_name, last_name, company, job_title, email, phone, phone_e164, website, street, postal_code,
    city, region, country, locale, time_zone, source_id, campaign_id, referrer_lead_id, referrer_contact_id,
    initial_interest, products_of_interest, target_amount_minor + target_currency, priority, importance, probability,
    probability_is_manual, readiness_to_buy, rating, score, budget_status, budget_amount_minor + budget_currency,
    authority, need, need_text, timing, timing_date, start_date, estimated_days, expected_completion_date,
    expected_completion_is_manual, completed_at, last_touch_at, next_activity_at, lead_type_id, group_id, unit_id,
    assignee_id, status, held_from, resume_on, inactive_since, snoozed_until, lost_reason_id, lost_note,
    lost_competitor, converted_account_id, converted_contact_id, converted_opportunity_id, converted_at,
    do_not_contact, email_consent, sms_consent, custom_fields, deleted_at, erased_at,
);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
