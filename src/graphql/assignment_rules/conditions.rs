//! What must hold of a lead for a rule to take it.

use async_graphql::{ID, InputObject, SimpleObject};
use entity::GroupId;

use crate::{
    assignment::Conditions,
    error::{Error, Result},
    graphql::{
        money::{Money, MoneyInput},
        node::read_id,
        scalars::{CountryCode, Locale},
    },
};

/// Conditions of an assignment rule: all that are given must hold, and of each list one value is enough. Without any, the
/// rule takes every lead.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AssignmentConditionsInput {
    /// Keys of sources, such as `WEB_SITE`: see `leadSources`.
    #[graphql(default)]
    pub source_keys: Vec<String>,
    /// Keys of lead types, such as `STANDARD`: see `leadTypes`.
    #[graphql(default)]
    pub lead_type_keys: Vec<String>,
    /// Countries of their postal address.
    #[graphql(default)]
    pub countries: Vec<CountryCode>,
    /// Languages that they read: `de` includes `de-AT`.
    #[graphql(default)]
    pub languages: Vec<Locale>,
    /// Groups that own the lead.
    #[graphql(default)]
    pub group_ids: Vec<ID>,
    /// Texts that the company contains, in upper or lower case.
    #[graphql(default)]
    pub company_contains: Vec<String>,
    /// Texts that the initial interest contains, in upper or lower case.
    #[graphql(default)]
    pub interest_contains: Vec<String>,
    /// The least target amount. Amounts of other currencies do not match.
    pub amount_at_least: Option<MoneyInput>,
}

/// Conditions of an assignment rule: all that are there must hold, and of each list one value is enough. Without any, the
/// rule takes every lead.
#[derive(Clone, Debug, SimpleObject)]
pub struct AssignmentConditions {
    /// Keys of sources; empty: any.
    pub source_keys: Vec<String>,
    /// Keys of lead types; empty: any.
    pub lead_type_keys: Vec<String>,
    /// Countries; empty: any.
    pub countries: Vec<CountryCode>,
    /// Languages; empty: any.
    pub languages: Vec<Locale>,
    /// Groups that own the lead; empty: any.
    pub group_ids: Vec<ID>,
    /// Texts that the company contains; empty: any.
    pub company_contains: Vec<String>,
    /// Texts that the initial interest contains; empty: any.
    pub interest_contains: Vec<String>,
    /// The least target amount; absent: any, or none.
    pub amount_at_least: Option<Money>,
}

impl AssignmentConditionsInput {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// Ids of another kind, or an amount that cannot be.
    pub fn read(self) -> Result<Conditions> {
        let groups = self.group_ids.iter().map(|id| read_id::<GroupId>(id, "group_ids"));
        let amount = self.amount_at_least.map(|money| money.read("amount_at_least")).transpose();
        Ok(Conditions {
            source_keys: self.source_keys,
            lead_type_keys: self.lead_type_keys,
            countries: self.countries.into_iter().map(|country| country.0).collect(),
            languages: self.languages.into_iter().map(|language| language.0).collect(),
            group_ids: groups.collect::<Result<_>>()?,
            company_contains: self.company_contains,
            interest_contains: self.interest_contains,
            amount_at_least: amount.map_err(|problem| Error::Refused(vec![problem]))?,
        })
    }
}

impl From<Conditions> for AssignmentConditions {
    fn from(conditions: Conditions) -> Self {
        let amount = conditions.amount_at_least;
        Self {
            source_keys: conditions.source_keys,
            lead_type_keys: conditions.lead_type_keys,
            countries: conditions.countries.into_iter().map(CountryCode).collect(),
            languages: conditions.languages.into_iter().map(Locale).collect(),
            group_ids: conditions.group_ids.into_iter().map(|id| id.to_string().into()).collect(),
            company_contains: conditions.company_contains,
            interest_contains: conditions.interest_contains,
            amount_at_least: amount
                .and_then(|money| Money::from_columns(Some(money.minor), Some(&money.currency))),
        }
    }
}
