//! Orders of lists.

use async_graphql::Enum;

/// Ascending or descending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::db::Direction", name = "OrderDirection")]
pub enum Direction {
    /// Small to large, old to new: for lists that are worked off.
    Asc,
    /// Large to small, new to old: for what is newest or largest first.
    Desc,
}

/// Where rows without a value go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum NullsOrder {
    /// Before all others: to see at once what is missing.
    First,
    /// After all others: to see first what is known.
    #[default]
    Last,
}
