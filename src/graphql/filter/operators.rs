//! The operators themselves, as clients write them.

use async_graphql::{ID, InputObject, InputType};
use sea_orm::{Condition, Value, sea_query::ExprTrait};

use super::{Budget, Subject, all, problem};
use crate::{
    error::Result,
    graphql::{
        enums::{
            Audience, Authority, BudgetStatus, Channel, CommunicationState, Consent, EventKind, LeadKind,
            LeadStatus, Level, LifecycleState, Need, Rating, ReadinessToBuy, Role, SourceDirection,
            SuppressionReason, Timing, TriggerEvent,
        },
        pattern::Place,
        scalars::{Date, DateTime},
    },
};

/// What a comparison is with: an API value as the database keeps it.
pub trait Operand: Clone {
    /// The value to bind.
    fn bind(&self) -> Value;
}

fn binds<T: Operand>(values: &[T]) -> Vec<Value> {
    values.iter().map(Operand::bind).collect()
}

/// Comparisons with one of a closed list of words; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(
    concrete(name = "LeadStatusFilter", params(LeadStatus)),
    concrete(name = "LifecycleStateFilter", params(LifecycleState)),
    concrete(name = "LeadKindFilter", params(LeadKind)),
    concrete(name = "LevelFilter", params(Level)),
    concrete(name = "RatingFilter", params(Rating)),
    concrete(name = "ReadinessToBuyFilter", params(ReadinessToBuy)),
    concrete(name = "BudgetStatusFilter", params(BudgetStatus)),
    concrete(name = "AuthorityFilter", params(Authority)),
    concrete(name = "NeedFilter", params(Need)),
    concrete(name = "TimingFilter", params(Timing)),
    concrete(name = "ConsentFilter", params(Consent)),
    concrete(name = "SourceDirectionFilter", params(SourceDirection)),
    concrete(name = "RoleFilter", params(Role)),
    concrete(name = "EventKindFilter", params(EventKind)),
    concrete(name = "AudienceFilter", params(Audience)),
    concrete(name = "ChannelFilter", params(Channel)),
    concrete(name = "CommunicationStateFilter", params(CommunicationState)),
    concrete(name = "SuppressionReasonFilter", params(SuppressionReason)),
    concrete(name = "TriggerEventFilter", params(TriggerEvent))
)]
pub struct ChoiceFilter<T: InputType> {
    /// Is this.
    pub eq: Option<T>,
    /// Is not this, or has no value.
    pub ne: Option<T>,
    /// Is one of these (at most 100).
    pub r#in: Option<Vec<T>>,
    /// Is none of these (at most 100), or has no value.
    pub not_in: Option<Vec<T>>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl<T: InputType + Operand> ChoiceFilter<T> {
    /// As a condition on a column.
    ///
    /// # Errors
    /// No operator, or a list that is too long.
    pub fn on(&self, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
        let one_of = |values: &Vec<T>| subject.one_of(binds(values));
        let tests = vec![
            self.eq.as_ref().map(|value| subject.eq(value.bind())),
            self.ne.as_ref().map(|value| subject.eq(value.bind()).not()),
            self.r#in.as_ref().map(one_of).transpose()?,
            self.not_in.as_ref().map(one_of).transpose()?.map(ExprTrait::not),
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }
}

/// A range, both ends included.
#[derive(Clone, Debug, InputObject)]
#[graphql(
    concrete(name = "IntRange", params(i32)),
    concrete(name = "DateRange", params(Date)),
    concrete(name = "DateTimeRange", params(DateTime))
)]
pub struct Range<T: InputType> {
    /// The first value that counts.
    pub from: T,
    /// The last value that counts.
    pub to: T,
}

/// Comparisons with a value that has an order; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(
    concrete(name = "IntFilter", params("i32", "Range<i32>")),
    concrete(name = "DateFilter", params("Date", "Range<Date>")),
    concrete(name = "DateTimeFilter", params("DateTime", "Range<DateTime>"))
)]
pub struct OrderedFilter<T: InputType, R: InputType> {
    /// Is this.
    pub eq: Option<T>,
    /// Is not this, or has no value.
    pub ne: Option<T>,
    /// Is one of these (at most 100).
    pub r#in: Option<Vec<T>>,
    /// Is none of these (at most 100), or has no value.
    pub not_in: Option<Vec<T>>,
    /// Is less than this.
    pub lt: Option<T>,
    /// Is this or less.
    pub lte: Option<T>,
    /// Is greater than this.
    pub gt: Option<T>,
    /// Is this or greater.
    pub gte: Option<T>,
    /// Is within this range, both ends included.
    pub between: Option<R>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl<T: InputType + Operand> OrderedFilter<T, Range<T>>
where
    Range<T>: InputType,
{
    /// As a condition on a column.
    ///
    /// # Errors
    /// No operator, or a list that is too long.
    pub fn on(&self, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
        let column = || subject.column.clone();
        let one_of = |values: &Vec<T>| subject.one_of(binds(values));
        let tests = vec![
            self.eq.as_ref().map(|value| subject.eq(value.bind())),
            self.ne.as_ref().map(|value| subject.eq(value.bind()).not()),
            self.r#in.as_ref().map(one_of).transpose()?,
            self.not_in.as_ref().map(one_of).transpose()?.map(ExprTrait::not),
            self.lt.as_ref().map(|value| subject.certain(column().lt(value.bind()))),
            self.lte.as_ref().map(|value| subject.certain(column().lte(value.bind()))),
            self.gt.as_ref().map(|value| subject.certain(column().gt(value.bind()))),
            self.gte.as_ref().map(|value| subject.certain(column().gte(value.bind()))),
            self.between
                .as_ref()
                .map(|range| subject.certain(column().between(range.from.bind(), range.to.bind()))),
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }
}

/// Comparisons with text; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// Is exactly this.
    pub eq: Option<String>,
    /// Is not exactly this, or has no value.
    pub ne: Option<String>,
    /// Is exactly one of these (at most 100).
    pub r#in: Option<Vec<String>>,
    /// Is none of these (at most 100), or has no value.
    pub not_in: Option<Vec<String>>,
    /// Contains this, in upper or lower case.
    pub contains: Option<String>,
    /// Begins with this, in upper or lower case.
    pub starts_with: Option<String>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl StringFilter {
    /// As a condition on a column.
    ///
    /// # Errors
    /// No operator, or a text or list that is too long.
    pub fn on(&self, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
        let matches = |text: &String, place| subject.matches(budget, text, place);
        let one_of = |values: &Vec<String>| subject.one_of(binds(values));
        let tests = vec![
            self.eq.as_ref().map(|value| subject.eq(value.bind())),
            self.ne.as_ref().map(|value| subject.eq(value.bind()).not()),
            self.r#in.as_ref().map(one_of).transpose()?,
            self.not_in.as_ref().map(one_of).transpose()?.map(ExprTrait::not),
            self.contains.as_ref().map(|text| matches(text, Place::Anywhere)).transpose()?,
            self.starts_with.as_ref().map(|text| matches(text, Place::Start)).transpose()?,
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }

    /// The same in lower case, for columns that are kept so.
    #[must_use]
    pub fn in_lower_case(&self) -> Self {
        let lower = |text: &Option<String>| text.as_ref().map(|text| text.to_lowercase());
        let all = |list: &Option<Vec<String>>| {
            list.as_ref().map(|list| list.iter().map(|text| text.to_lowercase()).collect())
        };
        Self {
            eq: lower(&self.eq),
            ne: lower(&self.ne),
            r#in: all(&self.r#in),
            not_in: all(&self.not_in),
            ..self.clone()
        }
    }
}

/// Comparisons with an id; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "IDFilter")]
pub struct IdFilter {
    /// Is this.
    pub eq: Option<ID>,
    /// Is not this, or has no value.
    pub ne: Option<ID>,
    /// Is one of these (at most 100).
    pub r#in: Option<Vec<ID>>,
    /// Is none of these (at most 100), or has no value.
    pub not_in: Option<Vec<ID>>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

impl IdFilter {
    /// As a condition on a column with ids of one kind.
    ///
    /// # Errors
    /// An id of another kind, no operator, or a list that is too long.
    pub fn on<T>(&self, subject: &Subject, budget: &mut Budget) -> Result<Condition>
    where
        T: std::str::FromStr<Err = entity::IdError> + Into<Value>,
    {
        let read = |id: &ID| id.parse::<T>().map(Into::into).map_err(|error| problem(&error.to_string()));
        let one_of = |ids: &Vec<ID>| subject.one_of(ids.iter().map(read).collect::<Result<Vec<_>>>()?);
        let tests = vec![
            self.eq.as_ref().map(read).transpose()?.map(|id| subject.eq(id)),
            self.ne.as_ref().map(read).transpose()?.map(|id| subject.eq(id).not()),
            self.r#in.as_ref().map(one_of).transpose()?,
            self.not_in.as_ref().map(one_of).transpose()?.map(ExprTrait::not),
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }
}

/// A comparison with yes or no.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct BooleanFilter {
    /// Is this.
    pub eq: bool,
}

impl BooleanFilter {
    /// As a condition on a column.
    ///
    /// # Errors
    /// The filter has too many comparisons.
    pub fn on(self, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
        all(budget, vec![Some(subject.eq(self.eq.into()))])
    }
}

impl Operand for String {
    fn bind(&self) -> Value {
        self.clone().into()
    }
}

impl Operand for i32 {
    fn bind(&self) -> Value {
        (*self).into()
    }
}

impl Operand for Date {
    fn bind(&self) -> Value {
        self.0.into()
    }
}

impl Operand for DateTime {
    fn bind(&self) -> Value {
        self.0.into()
    }
}

macro_rules! words {
    ($($name:ident => $entity:ident),+ $(,)?) => {$(
        impl Operand for $name {
            fn bind(&self) -> Value {
                entity::$entity::from(*self).into()
            }
        }
    )+};
}

words!(
    LeadStatus => LeadStatus, LeadKind => LeadKind, Level => Level, Rating => Rating,
    ReadinessToBuy => ReadinessToBuy, BudgetStatus => BudgetStatus, Authority => Authority, Need => Need,
    Timing => Timing, Consent => Consent, SourceDirection => SourceDirection, Role => Role, EventKind => EventType,
    Audience => Audience, Channel => Channel, CommunicationState => CommunicationState,
    SuppressionReason => SuppressionReason, TriggerEvent => TriggerEvent,
);
