//! What users are ordered by.

use async_graphql::{Enum, InputObject};

use crate::{
    error::{Code, Error, Result},
    graphql::enums::Direction,
    users,
};

/// What users can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "users::UserOrderField")]
pub enum UserOrderField {
    /// What people call them, without regard to the case of plain letters: for lists that people look through.
    Name,
    /// Their address: for lists that are compared with others.
    Email,
    /// When they were added: to see who is new.
    CreatedAt,
}

/// One thing that users are ordered by.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct UserOrder {
    /// What.
    pub field: UserOrderField,
    /// Ascending or descending.
    #[graphql(default_with = "Direction::Asc")]
    pub direction: Direction,
}

/// In the terms of the domain.
///
/// # Errors
/// The same one twice.
pub fn read(order: &[UserOrder]) -> Result<Vec<users::UserOrder>> {
    for (index, one) in order.iter().enumerate() {
        if order[..index].iter().any(|other| other.field == one.field) {
            return Err(Error::refused(Code::Invalid, &["order_by"], "order by each field once"));
        }
    }
    let one = |one: &UserOrder| users::UserOrder { field: one.field.into(), direction: one.direction.into() };
    Ok(order.iter().map(one).collect())
}
