//! Exact money: whole minor units (cents) and an ISO 4217 currency.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Problem};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units of the currency: 1250 for EUR 12.50, 1250 for JPY 1250.
    pub minor: i64,
    /// ISO 4217, upper case.
    pub currency: String,
}

impl Money {
    /// From an amount as people write it.
    ///
    /// # Errors
    /// An unknown currency, a negative amount, more decimals than the currency has, or a number too large.
    pub fn new(amount: Decimal, currency: &str, field: &str) -> Result<Self, Problem> {
        let currency = currency.trim().to_uppercase();
        let decimals = decimals(&currency).ok_or_else(|| {
            let message = format!("`{currency}` is no ISO 4217 currency; write one such as `EUR`");
            Problem::new(Code::Invalid, &[field, "currency"], message)
        })?;
        let problem = |message: String| Problem::new(Code::Invalid, &[field, "amount"], message);
        if amount.is_sign_negative() && !amount.is_zero() {
            return Err(problem("an amount is not negative".to_owned()));
        }
        let minor = amount.checked_mul(Decimal::from(10_i64.pow(decimals)));
        let minor = minor.ok_or_else(|| problem("the amount is too large".to_owned()))?.normalize();
        if minor.scale() > 0 {
            return Err(problem(format!("{currency} has {decimals} decimals")));
        }
        let minor =
            i64::try_from(minor.mantissa()).map_err(|_| problem("the amount is too large".to_owned()))?;
        Ok(Self { minor, currency })
    }

    /// From columns of the database.
    pub fn from_columns(minor: Option<i64>, currency: Option<&str>) -> Option<Self> {
        Some(Self { minor: minor?, currency: currency?.to_owned() })
    }

    /// The amount as people write it, with the currency's decimals: `12500.00`.
    pub fn amount(&self) -> Decimal {
        Decimal::new(self.minor, decimals(&self.currency).unwrap_or(2))
    }
}

fn decimals(currency: &str) -> Option<u32> {
    iso_currency::Currency::from_code(currency).map(|currency| currency.exponent().map_or(0, u32::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, currency: &str) -> Result<Money, Problem> {
        Money::new(amount.parse().expect("a number"), currency, "target_amount")
    }

    #[test]
    fn amounts_are_exact_and_read_back() {
        for (amount, currency, minor, shown) in [
            ("12500", "EUR", 1_250_000, "12500.00"),
            ("0.1", "usd", 10, "0.10"),
            ("1250", "JPY", 1250, "1250"),
            ("1.234", "KWD", 1234, "1.234"),
            ("12.5000", "EUR", 1250, "12.50"),
        ] {
            let money = money(amount, currency).expect("valid");
            assert_eq!((money.minor, money.amount().to_string().as_str()), (minor, shown));
        }
    }

    #[test]
    fn what_cannot_be_paid_is_refused() {
        for (amount, currency) in [("1.001", "EUR"), ("-1", "EUR"), ("1", "XYZ1"), ("1e20", "EUR")] {
            let amount = Decimal::from_scientific(amount).or_else(|_| amount.parse()).expect("a number");
            assert!(Money::new(amount, currency, "target_amount").is_err(), "{amount} {currency}");
        }
    }
}
