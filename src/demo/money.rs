//! What the invented team sells, and for how much.

use rust_decimal::Decimal;

use super::random::Random;
use crate::money::Money;

/// Product, price per room in euros.
const PRODUCTS: &[(&str, i64)] = &[
    ("Room Planner", 180),
    ("Door Display", 420),
    ("Visitor Desk", 260),
    ("Desk Sharing", 150),
    ("Occupancy Sensors", 310),
    ("Support Plus", 90),
];

/// What a customer wants.
#[derive(Clone, Debug)]
pub struct Wish {
    pub products: Vec<String>,
    pub rooms: i64,
    /// What it comes to.
    pub amount: Option<Money>,
    /// What they can spend.
    pub budget: Option<Money>,
}

impl Wish {
    /// One, in the customer's currency.
    pub fn invent(random: &mut Random, currency: &str) -> Self {
        let rooms = random.between(3, 60);
        let count = random.between(1, 3);
        let mut products: Vec<(&str, i64)> = Vec::new();
        for _ in 0..count {
            let product = random.one_of(PRODUCTS);
            if !products.iter().any(|known| known.0 == product.0) {
                products.push(product);
            }
        }
        let euros = rooms * products.iter().map(|product| product.1).sum::<i64>();
        let rate = match currency {
            "SEK" => 11,
            _ => 1,
        };
        // Offers are round numbers.
        let amount = (euros * rate + 49) / 50 * 50;
        let budget = (amount * random.between(80, 120) / 100 + 499) / 500 * 500;
        let money = |amount: i64| Money::new(Decimal::from(amount), currency, "target_amount").ok();
        Self {
            products: products.iter().map(|product| product.0.to_owned()).collect(),
            rooms,
            amount: money(amount),
            budget: money(budget),
        }
    }
}
