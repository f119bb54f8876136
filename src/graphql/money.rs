//! Money: an exact amount and its currency.

use async_graphql::{InputObject, SimpleObject};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    filter::{Budget, Subject, all, problem},
    scalars::{CurrencyCode, Decimal},
};
use crate::{
    error::{Problem, Result},
    money,
};

/// An exact amount of money.
#[derive(Clone, Debug, SimpleObject)]
pub struct Money {
    /// The amount, with the currency's decimals: `"12500.00"`.
    pub amount: Decimal,
    /// The currency.
    pub currency: CurrencyCode,
}

impl Money {
    /// From columns of the database.
    pub fn from_columns(minor: Option<i64>, currency: Option<&str>) -> Option<Self> {
        let money = money::Money::from_columns(minor, currency)?;
        Some(Self { amount: Decimal(money.amount()), currency: CurrencyCode(money.currency) })
    }
}

/// An exact amount of money.
#[derive(Clone, Debug, InputObject)]
pub struct MoneyInput {
    /// The amount: not negative, with no more decimals than the currency has.
    pub amount: Decimal,
    /// The currency.
    pub currency: CurrencyCode,
}

impl MoneyInput {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// An unknown currency, a negative amount, too many decimals, or a number too large.
    pub fn read(&self, field: &str) -> Result<money::Money, Problem> {
        money::Money::new(self.amount.0, &self.currency.0, field)
    }
}

/// Comparisons of amounts of one currency; all that are given must hold. Amounts of other currencies do not match.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MoneyFilter {
    /// The currency of the amounts below; on its own: any amount of this currency.
    pub currency: Option<CurrencyCode>,
    /// Is this amount.
    pub eq: Option<Decimal>,
    /// Is less than this amount.
    pub lt: Option<Decimal>,
    /// Is this amount or less.
    pub lte: Option<Decimal>,
    /// Is greater than this amount.
    pub gt: Option<Decimal>,
    /// Is this amount or greater.
    pub gte: Option<Decimal>,
    /// Whether there is no amount.
    pub is_null: Option<bool>,
}

impl MoneyFilter {
    /// As a condition on the columns of an amount.
    ///
    /// # Errors
    /// An amount without a currency, one that cannot be, or no operator.
    pub fn on(
        &self,
        minor: impl ColumnTrait,
        currency: impl ColumnTrait,
        budget: &mut Budget,
    ) -> Result<Condition> {
        let subject = Subject::of(minor);
        let read = |amount: &Option<Decimal>| {
            let Some(amount) = amount else { return Ok(None) };
            let Some(currency) = &self.currency else {
                return Err(problem("give the `currency` of the amounts to compare with"));
            };
            let money = money::Money::new(amount.0, &currency.0, "filter");
            money.map(|money| Some(money.minor)).map_err(|wrong| problem(&wrong.message))
        };
        let amount = || Expr::col(minor.as_column_ref());
        let code = self.currency.as_ref().map(|code| code.0.trim().to_uppercase());
        let tests = vec![
            code.map(|code| Subject::of(currency).certain(Expr::col(currency.as_column_ref()).eq(code))),
            read(&self.eq)?.map(|value| subject.certain(amount().eq(value))),
            read(&self.lt)?.map(|value| subject.certain(amount().lt(value))),
            read(&self.lte)?.map(|value| subject.certain(amount().lte(value))),
            read(&self.gt)?.map(|value| subject.certain(amount().gt(value))),
            read(&self.gte)?.map(|value| subject.certain(amount().gte(value))),
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }
}
