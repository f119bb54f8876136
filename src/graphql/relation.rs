//! Filters into relations: a condition on the row that a column names.

use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

use super::filter::{Budget, Subject, all, problem};
use crate::error::Result;

/// A filter on the rows of another table.
pub trait Related {
    /// Whether nothing at all may be named.
    fn is_null(&self) -> Option<bool>;

    /// What must hold of the row.
    ///
    /// # Errors
    /// A filter that cannot be used.
    fn conditions(&self, budget: &mut Budget) -> Result<Vec<Condition>>;

    /// Ids of all rows of the table, to be narrowed.
    fn ids(&self) -> SelectStatement;
}

/// As a condition on the column that names the row.
///
/// # Errors
/// A filter that cannot be used, or that asks for nothing.
pub fn related(filter: &impl Related, subject: &Subject, budget: &mut Budget) -> Result<Condition> {
    let conditions = budget.descend(|budget| filter.conditions(budget))?;
    let missing = filter.is_null().map(|missing| subject.missing(missing));
    if conditions.is_empty() && missing.is_none() {
        return Err(problem("a filter on a relation needs at least one condition"));
    }
    let rows = (!conditions.is_empty()).then(|| {
        let holds = conditions.into_iter().fold(Condition::all(), Condition::add);
        subject.among(filter.ids().cond_where(holds).to_owned())
    });
    all(budget, vec![missing, rows])
}

/// The rows of the table itself that a filter finds.
///
/// # Errors
/// A filter that cannot be used.
pub fn rows(filter: Option<&impl Related>, budget: &mut Budget) -> Result<Condition> {
    let Some(filter) = filter else { return Ok(Condition::all()) };
    let found = filter.conditions(budget)?.into_iter().fold(Condition::all(), Condition::add);
    // A row is never none at all.
    let none = filter.is_null() == Some(true);
    Ok(if none { found.add(Expr::val(1).eq(0)) } else { found })
}
