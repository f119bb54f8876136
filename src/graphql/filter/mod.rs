//! Typed operators of filters, and how they become SQL that both databases answer alike.
//!
//! A comparison with a missing value is false, not unknown: `ne`, `notIn` and `not` therefore include rows without a
//! value, as people expect.

mod combine;
mod operators;

use entity::lead;
use sea_orm::{
    ColumnTrait, Condition, DbBackend, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use super::pattern::{self, Place};
use crate::{
    auth::{Actor, visible_leads, visible_named_by},
    context::Ctx,
    error::{Code, Error, Result},
};

pub use combine::{Combination, combine};
pub use operators::{BooleanFilter, ChoiceFilter, IdFilter, OrderedFilter, Range, StringFilter};

/// Most values in one list.
const MAX_LIST: usize = 100;
/// Longest text that is looked for.
const MAX_TEXT: usize = 200;
/// Most comparisons in one filter, and how deep `and`, `or` and `not` may go.
const MAX_COMPARISONS: usize = 100;
const MAX_DEPTH: usize = 8;

/// Counts what a filter asks for, so that it stays within bounds.
#[derive(Debug)]
pub struct Budget {
    comparisons: usize,
    depth: usize,
    /// Which database it is for.
    pub backend: DbBackend,
    /// Whose filter it is.
    actor: Actor,
}

impl Budget {
    /// For one filter of this caller.
    pub fn new(cx: &Ctx) -> Self {
        Self { comparisons: 0, depth: 0, backend: cx.db.backend(), actor: cx.actor.clone() }
    }

    /// The leads that the caller may see: to a filter as well, others do not exist.
    pub fn visible_leads(&self) -> Condition {
        visible_leads(&self.actor)
    }

    /// The lead that a column of `leads` names, if the caller may see it: as a column to look at.
    pub fn seen(&self, column: lead::Column) -> Subject {
        let named = visible_named_by(&self.actor, column);
        Subject { column: Expr::SubQuery(None, Box::new(named.into())), nullable: true }
    }

    fn spend(&mut self, comparisons: usize) -> Result<()> {
        self.comparisons += comparisons;
        if self.comparisons > MAX_COMPARISONS {
            return Err(problem(&format!("a filter has at most {MAX_COMPARISONS} comparisons")));
        }
        Ok(())
    }

    /// One level down, into `and`, `or` or `not`.
    ///
    /// # Errors
    /// The filter is too deep or too large.
    pub fn descend<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            return Err(problem(&format!("a filter is nested at most {MAX_DEPTH} levels deep")));
        }
        self.spend(1)?;
        self.depth += 1;
        let done = work(self);
        self.depth -= 1;
        done
    }
}

/// The column that a filter looks at.
#[derive(Clone, Debug)]
pub struct Subject {
    column: SimpleExpr,
    nullable: bool,
}

impl Subject {
    /// A column of its table.
    pub fn of(column: impl ColumnTrait) -> Self {
        Self { column: Expr::col(column.as_column_ref()), nullable: column.def().is_null() }
    }

    /// A test that is false, not unknown, where there is no value.
    pub fn certain(&self, test: SimpleExpr) -> SimpleExpr {
        if self.nullable { self.column.clone().is_not_null().and(test) } else { test }
    }

    /// Whether there is no value.
    pub fn missing(&self, missing: bool) -> SimpleExpr {
        if missing { self.column.clone().is_null() } else { self.column.clone().is_not_null() }
    }

    fn eq(&self, value: Value) -> SimpleExpr {
        self.certain(self.column.clone().eq(value))
    }

    /// Whether the value is one of these.
    pub fn one_of(&self, values: Vec<Value>) -> Result<SimpleExpr> {
        if values.len() > MAX_LIST {
            return Err(problem(&format!("a list in a filter has at most {MAX_LIST} values")));
        }
        Ok(self.certain(self.column.clone().is_in(values)))
    }

    /// Whether the value is among the results of a query.
    pub fn among(&self, query: sea_orm::sea_query::SelectStatement) -> SimpleExpr {
        self.certain(self.column.clone().in_subquery(query))
    }

    fn matches(&self, budget: &Budget, text: &str, place: Place) -> Result<SimpleExpr> {
        if text.chars().count() > MAX_TEXT || text.contains('\0') {
            return Err(problem(&format!(
                "a text to look for has at most {MAX_TEXT} characters, and no NUL"
            )));
        }
        Ok(self.certain(pattern::matches(budget.backend, self.column.clone(), text, place)))
    }
}

/// A filter that cannot be used.
pub fn problem(message: &str) -> Error {
    Error::refused(Code::Invalid, &["filter"], message)
}

/// All of the tests that were asked for.
///
/// # Errors
/// None was: `{eq: null}` must not match everything by mistake. Or too many were.
pub fn all(budget: &mut Budget, tests: Vec<Option<SimpleExpr>>) -> Result<Condition> {
    let tests: Vec<_> = tests.into_iter().flatten().collect();
    if tests.is_empty() {
        return Err(problem("give at least one operator with a value; `isNull: true` finds what is missing"));
    }
    budget.spend(tests.len())?;
    Ok(tests.into_iter().fold(Condition::all(), Condition::add))
}
