//! Money: an exact amount and its currency.

use async_graphql::{InputObject, SimpleObject};
use sea_orm::{
    ColumnTrait, Condition, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use super::{
    filter::{Budget, Subject, all, problem},
    scalars::{CurrencyCode, Decimal},
};
use crate::{
    error::{Error, Problem, Result},
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

/// A range of amounts, both ends included.
#[derive(Clone, Debug, InputObject)]
pub struct DecimalRange {
    /// The first amount that counts.
    pub from: Decimal,
    /// The last amount that counts.
    pub to: Decimal,
}

/// Comparisons of amounts of one currency; all that are given must hold. Amounts of other currencies do not match.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MoneyFilter {
    /// The currency of the amounts below; on its own: any amount of this currency.
    pub currency: Option<CurrencyCode>,
    /// Is this amount.
    pub eq: Option<Decimal>,
    /// Is another amount.
    pub ne: Option<Decimal>,
    /// Is one of these amounts (at most 100).
    pub r#in: Option<Vec<Decimal>>,
    /// Is an amount, and none of these (at most 100).
    pub not_in: Option<Vec<Decimal>>,
    /// Is less than this amount.
    pub lt: Option<Decimal>,
    /// Is this amount or less.
    pub lte: Option<Decimal>,
    /// Is greater than this amount.
    pub gt: Option<Decimal>,
    /// Is this amount or greater.
    pub gte: Option<Decimal>,
    /// Is within this range, both ends included.
    pub between: Option<DecimalRange>,
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
        let read = |amount: &Decimal| -> Result<Value> {
            let Some(currency) = &self.currency else {
                return Err(problem("give the `currency` of the amounts to compare with"));
            };
            let money = money::Money::new(amount.0, &currency.0, "filter");
            money.map(|money| money.minor.into()).map_err(|wrong| problem(&wrong.message))
        };
        let one_of =
            |amounts: &Vec<Decimal>| subject.one_of(amounts.iter().map(read).collect::<Result<Vec<_>>>()?);
        let compare = |amount: &Option<Decimal>, test: fn(SimpleExpr, Value) -> SimpleExpr| {
            let value = amount.as_ref().map(read).transpose()?;
            Ok::<_, Error>(value.map(|value| subject.certain(test(Expr::col(minor.as_column_ref()), value))))
        };
        let code = self.currency.as_ref().map(|code| code.0.trim().to_uppercase());
        let (from, to) = self.between.as_ref().map(|range| (range.from, range.to)).unzip();
        let tests = vec![
            code.map(|code| Subject::of(currency).certain(Expr::col(currency.as_column_ref()).eq(code))),
            compare(&self.eq, ExprTrait::eq)?,
            compare(&self.ne, ExprTrait::ne)?,
            self.r#in.as_ref().map(one_of).transpose()?,
            self.not_in.as_ref().map(one_of).transpose()?.map(ExprTrait::not),
            compare(&self.lt, ExprTrait::lt)?,
            compare(&self.lte, ExprTrait::lte)?,
            compare(&self.gt, ExprTrait::gt)?,
            compare(&self.gte, ExprTrait::gte)?,
            compare(&from, ExprTrait::gte)?,
            compare(&to, ExprTrait::lte)?,
            self.is_null.map(|missing| subject.missing(missing)),
        ];
        all(budget, tests)
    }
}
