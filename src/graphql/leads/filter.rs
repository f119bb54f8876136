//! Finding leads by what they are.

use async_graphql::InputObject;
use entity::{LeadId, lead};
use sea_orm::{
    Condition, Value,
    sea_query::{ExprTrait, Query, SimpleExpr},
};

use super::{
    filter_lists::{CommunicationListFilter, LeadHistoryFilter},
    lists::{LeadSourceFilter, LeadTypeFilter, LostReasonFilter},
};
use crate::{
    context::Ctx,
    error::Result,
    graphql::{
        enums::{
            Authority, BudgetStatus, Consent, LeadKind, LeadStatus, Level, LifecycleState, Need, Rating,
            ReadinessToBuy, Timing,
        },
        filter::{
            BooleanFilter, Budget, ChoiceFilter, Combination, IdFilter, OrderedFilter, Range, StringFilter,
            Subject, all, combine,
        },
        money::MoneyFilter,
        organisation::{GroupFilter, UnitFilter},
        relation::related,
        scalars::{Date, DateTime},
        users::UserFilter,
    },
    leads::lifecycle::state_of,
};

type Int = OrderedFilter<i32, Range<i32>>;
type Day = OrderedFilter<Date, Range<Date>>;
type Time = OrderedFilter<DateTime, Range<DateTime>>;

/// The fields of the filter, each with its column and what it does there. Boxed: the filter has so many, and nests, that
/// it would fill the stack.
macro_rules! lead_filter {
    ($($(#[$doc:meta])* $field:ident: $filter:ty => $column:ident;)+) => {
        /// Conditions on a lead; all that are given must hold. An empty filter matches every lead.
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct LeadFilter {
            /// All of these must hold.
            pub and: Option<Vec<LeadFilter>>,
            /// At least one of these must hold; an empty list matches nothing.
            pub or: Option<Vec<LeadFilter>>,
            /// This must not hold.
            pub not: Option<Box<LeadFilter>>,
            /// By id.
            pub id: Option<Box<IdFilter>>,
            /// By e-mail address, without regard to case.
            pub email: Option<Box<StringFilter>>,
            /// By life-cycle state.
            pub state: Option<Box<ChoiceFilter<LifecycleState>>>,
            /// By target amount.
            pub target_amount: Option<Box<MoneyFilter>>,
            /// By source.
            pub source: Option<Box<LeadSourceFilter>>,
            /// By lead type.
            pub lead_type: Option<Box<LeadTypeFilter>>,
            /// By lost reason.
            pub lost_reason: Option<Box<LostReasonFilter>>,
            /// By the user who works on it.
            pub assignee: Option<Box<UserFilter>>,
            /// By the group that owns it.
            pub group: Option<Box<GroupFilter>>,
            /// By the unit that it is for.
            pub unit: Option<Box<UnitFilter>>,
            /// By the user who added it.
            pub created_by: Option<Box<UserFilter>>,
            /// By the user who changed it last.
            pub updated_by: Option<Box<UserFilter>>,
            /// By the id of the lead that referred it; `{isNull: true}`: none did that you may see.
            pub referrer_id: Option<Box<IdFilter>>,
            /// By the lead that referred it; `{}`: any that you may see.
            pub referrer: Option<Box<LeadFilter>>,
            /// By the messages to it and about it.
            pub communications: Option<Box<CommunicationListFilter>>,
            /// By the statuses that it entered.
            pub history: Option<Box<LeadHistoryFilter>>,
            $($(#[$doc])* pub $field: Option<Box<$filter>>,)+
        }

        impl LeadFilter {
            fn on_columns(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
                $(if let Some(filter) = &self.$field {
                    all.push(filter.on(&Subject::of(lead::Column::$column), budget)?);
                })+
                Ok(())
            }
        }
    };
}

lead_filter! {
    /// By whether it is a person or a company.
    kind: ChoiceFilter<LeadKind> => Kind;
    /// By given name.
    first_name: StringFilter => FirstName;
    /// By family name.
    last_name: StringFilter => LastName;
    /// By company.
    company: StringFilter => Company;
    /// By job title.
    job_title: StringFilter => JobTitle;
    /// By phone number in E.164, such as `+431234567`.
    phone: StringFilter => PhoneE164;
    /// By postal code.
    postal_code: StringFilter => PostalCode;
    /// By street and house number.
    street: StringFilter => Street;
    /// By city.
    city: StringFilter => City;
    /// By state, province or canton.
    region: StringFilter => Region;
    /// By country, ISO 3166-1 alpha-2.
    country: StringFilter => Country;
    /// By language.
    locale: StringFilter => Locale;
    /// By time zone.
    time_zone: StringFilter => TimeZone;
    /// By web site.
    website: StringFilter => Website;
    /// By what they said they want.
    initial_interest: StringFilter => InitialInterest;
    /// By since when it waits in its unit; `{isNull: false}` finds leads that wait.
    waiting_since: Time => WaitingSince;
    /// By when its last waiting was pointed out as too long.
    escalated_at: Time => EscalatedAt;
    /// By when its assignee accepted it.
    accepted_at: Time => AcceptedAt;
    /// By when somebody first got in touch; `{isNull: true}` finds those who still wait for it.
    first_response_at: Time => FirstResponseAt;
    /// By status.
    status: ChoiceFilter<LeadStatus> => Status;
    /// By when it entered its status.
    status_since: Time => StatusSince;
    /// While on hold: by the status it was held from.
    held_from: ChoiceFilter<LeadStatus> => HeldFrom;
    /// While on hold: by the day on which it goes on.
    resume_on: Day => ResumeOn;
    /// By since when it is inactive; `{isNull: false}` finds inactive leads.
    inactive_since: Time => InactiveSince;
    /// By until when staleness does not count.
    snoozed_until: Time => SnoozedUntil;
    /// By priority.
    priority: ChoiceFilter<Level> => Priority;
    /// By importance.
    importance: ChoiceFilter<Level> => Importance;
    /// By probability to win, in per cent.
    probability: Int => Probability;
    /// By whether a person set the probability.
    probability_is_manual: BooleanFilter => ProbabilityIsManual;
    /// By readiness to buy.
    readiness_to_buy: ChoiceFilter<ReadinessToBuy> => ReadinessToBuy;
    /// By rating.
    rating: ChoiceFilter<Rating> => Rating;
    /// By score.
    score: Int => Score;
    /// By what is known of the budget.
    budget_status: ChoiceFilter<BudgetStatus> => BudgetStatus;
    /// By authority.
    authority: ChoiceFilter<Authority> => Authority;
    /// By need.
    need: ChoiceFilter<Need> => Need;
    /// By timing.
    timing: ChoiceFilter<Timing> => Timing;
    /// By the day by which they want to decide.
    timing_date: Day => TimingDate;
    /// By start date.
    start_date: Day => StartDate;
    /// By estimated days to complete.
    estimated_days: Int => EstimatedDays;
    /// By expected completion date.
    expected_completion_date: Day => ExpectedCompletionDate;
    /// By when it was won or lost.
    completed_at: Time => CompletedAt;
    /// By whom it was lost to.
    lost_competitor: StringFilter => LostCompetitor;
    /// By last sign of life.
    last_touch_at: Time => LastTouchAt;
    /// By when the next activity is due.
    next_activity_at: Time => NextActivityAt;
    /// By whether nothing at all may be sent.
    do_not_contact: BooleanFilter => DoNotContact;
    /// By consent to e-mail.
    email_consent: ChoiceFilter<Consent> => EmailConsent;
    /// By consent to text messages.
    sms_consent: ChoiceFilter<Consent> => SmsConsent;
    /// By when it came in.
    created_at: Time => CreatedAt;
    /// By when it last changed.
    updated_at: Time => UpdatedAt;
}

impl LeadFilter {
    /// As a condition on the table `leads`.
    ///
    /// # Errors
    /// The filter is too large, too deep, or has an operator that cannot be used.
    pub fn condition(&self, cx: &Ctx) -> Result<Condition> {
        self.within(&mut Budget::new(cx))
    }

    /// The same as a part of another filter.
    ///
    /// # Errors
    /// As above.
    pub fn within(&self, budget: &mut Budget) -> Result<Condition> {
        let mut all = Vec::new();
        self.on_columns(budget, &mut all)?;
        self.on_relations(budget, &mut all)?;
        self.on_lists(budget, &mut all)?;
        let others =
            Combination { and: self.and.as_deref(), or: self.or.as_deref(), not: self.not.as_deref() };
        all.extend(combine(&others, budget, Self::within)?);
        Ok(all.into_iter().fold(Condition::all(), Condition::add))
    }

    /// Whether it has an index of its own: it names leads by what few of them have.
    pub fn is_narrow(&self) -> bool {
        let of_text = |filter: &Option<Box<StringFilter>>| {
            filter.as_ref().is_some_and(|filter| filter.eq.is_some() || filter.r#in.is_some())
        };
        let of_id = |filter: &Option<Box<IdFilter>>| {
            filter.as_ref().is_some_and(|filter| filter.eq.is_some() || filter.r#in.is_some())
        };
        of_id(&self.id) || of_text(&self.email) || of_text(&self.phone)
    }

    fn on_lists(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
        if let Some(filter) = &self.referrer {
            all.push(leads_that(filter, &Subject::of(lead::Column::ReferrerLeadId), budget)?);
        }
        if let Some(filter) = &self.communications {
            all.push(filter.of_lead(budget)?);
        }
        if let Some(filter) = &self.history {
            all.push(filter.of_lead(budget)?);
        }
        Ok(())
    }

    fn on_relations(&self, budget: &mut Budget, all: &mut Vec<Condition>) -> Result<()> {
        let subject = |column: lead::Column| Subject::of(column);
        if let Some(id) = &self.id {
            all.push(id.on::<LeadId>(&subject(lead::Column::Id), budget)?);
        }
        if let Some(id) = &self.referrer_id {
            let seen = budget.seen(lead::Column::ReferrerLeadId);
            all.push(id.on::<LeadId>(&seen, budget)?);
        }
        if let Some(email) = &self.email {
            all.push(email.in_lower_case().on(&subject(lead::Column::EmailKey), budget)?);
        }
        if let Some(state) = &self.state {
            all.push(of_state(state, budget)?);
        }
        if let Some(amount) = &self.target_amount {
            all.push(amount.on(lead::Column::TargetAmountMinor, lead::Column::TargetCurrency, budget)?);
        }
        if let Some(source) = &self.source {
            all.push(related(&**source, &subject(lead::Column::SourceId), budget)?);
        }
        if let Some(lead_type) = &self.lead_type {
            all.push(related(&**lead_type, &subject(lead::Column::LeadTypeId), budget)?);
        }
        if let Some(reason) = &self.lost_reason {
            all.push(related(&**reason, &subject(lead::Column::LostReasonId), budget)?);
        }
        if let Some(group) = &self.group {
            all.push(related(&**group, &subject(lead::Column::GroupId), budget)?);
        }
        if let Some(unit) = &self.unit {
            all.push(related(&**unit, &subject(lead::Column::UnitId), budget)?);
        }
        let users = [
            (&self.assignee, lead::Column::AssigneeId),
            (&self.created_by, lead::Column::CreatedBy),
            (&self.updated_by, lead::Column::UpdatedBy),
        ];
        for (user, column) in users {
            if let Some(user) = user {
                all.push(user.on(column, budget)?);
            }
        }
        Ok(())
    }
}

/// As a condition on a column that names a lead: one that the caller may see, and that fulfils this.
///
/// # Errors
/// The filter is too large, too deep, or has an operator that cannot be used.
pub fn leads_that(filter: &LeadFilter, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
    let holds = budget.descend(|budget| filter.within(budget))?;
    let leads = Query::select()
        .column(lead::Column::Id)
        .from(lead::Entity)
        .cond_where(budget.visible_leads())
        .cond_where(holds)
        .to_owned();
    Ok(Condition::all().add(subject.among(leads)))
}

/// The state is derived: it stands for a set of statuses.
fn of_state(filter: &ChoiceFilter<LifecycleState>, budget: &mut Budget) -> Result<Condition> {
    let subject = Subject::of(lead::Column::Status);
    let among = |states: &[LifecycleState]| -> Result<SimpleExpr> {
        let statuses = entity::LeadStatus::ALL.iter().copied();
        let statuses = statuses.filter(|status| states.contains(&state_of(*status).into()));
        subject.one_of(statuses.map(Value::from).collect())
    };
    let tests = vec![
        filter.eq.map(|state| among(&[state])).transpose()?,
        filter.ne.map(|state| among(&[state])).transpose()?.map(ExprTrait::not),
        filter.r#in.as_deref().map(among).transpose()?,
        filter.not_in.as_deref().map(among).transpose()?.map(ExprTrait::not),
        filter.is_null.map(|missing| subject.missing(missing)),
    ];
    all(budget, tests)
}
