//! What leads are ordered by.

use async_graphql::{Enum, InputObject};

use crate::{
    db::Nulls,
    error::{Code, Error, Result},
    graphql::enums::{Direction, NullsOrder},
    leads,
};

/// Most things to order by at once.
const MAX_ORDER: usize = 6;

/// What leads can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "leads::LeadOrderField")]
pub enum LeadOrderField {
    /// When it came in.
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// Its number.
    Number,
    /// Its last sign of life.
    LastTouchAt,
    /// When it is expected to be won or lost.
    ExpectedCompletionDate,
    /// Its target amount as a plain number, whatever the currency.
    TargetAmount,
    /// Since when it waits in its unit.
    WaitingSince,
}

/// One thing that leads are ordered by.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct LeadOrder {
    /// What.
    pub field: LeadOrderField,
    /// Ascending or descending.
    #[graphql(default_with = "Direction::Asc")]
    pub direction: Direction,
    /// Where leads without a value go.
    #[graphql(default)]
    pub nulls: NullsOrder,
}

/// In the terms of the domain.
///
/// # Errors
/// Too many, or the same one twice.
pub fn read(order: &[LeadOrder]) -> Result<Vec<leads::LeadOrder>> {
    let refused = |message: String| Err(Error::refused(Code::Invalid, &["order_by"], message));
    if order.len() > MAX_ORDER {
        return refused(format!("order by at most {MAX_ORDER} fields"));
    }
    for (index, one) in order.iter().enumerate() {
        if order[..index].iter().any(|other| other.field == one.field) {
            return refused("order by each field once".to_owned());
        }
    }
    let one = |one: &LeadOrder| leads::LeadOrder {
        field: one.field.into(),
        direction: one.direction.into(),
        nulls: match one.nulls {
            NullsOrder::First => Nulls::First,
            NullsOrder::Last => Nulls::Last,
        },
    };
    Ok(order.iter().map(one).collect())
}
