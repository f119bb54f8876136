//! `and`, `or` and `not`, the same for every filter that has them.

use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait},
};

use super::Budget;
use crate::error::Result;

/// What a filter of one kind says about others of its kind.
pub struct Combination<'a, F> {
    /// All of these must hold.
    pub and: Option<&'a [F]>,
    /// At least one of these must hold.
    pub or: Option<&'a [F]>,
    /// This must not hold.
    pub not: Option<&'a F>,
}

/// As conditions, each one level down.
///
/// # Errors
/// What reading one of them returns; the filter is too large or too deep.
pub fn combine<F>(
    filters: &Combination<'_, F>,
    budget: &mut Budget,
    read: impl Fn(&F, &mut Budget) -> Result<Condition>,
) -> Result<Vec<Condition>> {
    let mut all = Vec::new();
    for filter in filters.and.into_iter().flatten() {
        all.push(budget.descend(|budget| read(filter, budget))?);
    }
    if let Some(choices) = filters.or {
        // An empty disjunction would be left out, and so match everything.
        let mut any = Condition::any().add(Expr::val(1).eq(0));
        for filter in choices {
            any = any.add(budget.descend(|budget| read(filter, budget))?);
        }
        all.push(any);
    }
    if let Some(filter) = filters.not {
        let holds = budget.descend(|budget| read(filter, budget))?;
        // Not of an empty filter, which matches everything, matches nothing.
        all.push(holds.add(Expr::val(1).eq(1)).not());
    }
    Ok(all)
}
