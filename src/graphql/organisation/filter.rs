//! Finding groups and units, and what belongs to them.

use async_graphql::InputObject;
use entity::{GroupId, UnitId, group, group_member, unit, unit_member, user};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    error::Result,
    graphql::{
        filter::{Budget, IdFilter, StringFilter, Subject, problem},
        relation::Related,
    },
};

macro_rules! team_filter {
    ($(#[$doc:meta])* $name:ident, $table:ident, $id:ident, $member:ident, $column:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            /// By id.
            pub id: Option<IdFilter>,
            /// By name.
            pub name: Option<StringFilter>,
            /// Whether there is none at all.
            pub is_null: Option<bool>,
        }

        impl Related for $name {
            fn is_null(&self) -> Option<bool> {
                self.is_null
            }

            fn conditions(&self, budget: &mut Budget) -> Result<Vec<Condition>> {
                let mut all = Vec::new();
                if let Some(id) = &self.id {
                    all.push(id.on::<$id>(&Subject::of($table::Column::Id), budget)?);
                }
                if let Some(name) = &self.name {
                    all.push(name.on(&Subject::of($table::Column::Name), budget)?);
                }
                Ok(all)
            }

            fn ids(&self) -> SelectStatement {
                Query::select().column($table::Column::Id).from($table::Entity).to_owned()
            }
        }

        impl $name {
            /// As a condition on the table `users`: that they belong to one of these.
            ///
            /// # Errors
            /// A filter that cannot be used, or that asks for nothing.
            pub fn of_members(&self, budget: &mut Budget) -> Result<Condition> {
                let conditions = budget.descend(|budget| self.conditions(budget))?;
                let members =
                    || Query::select().column($member::Column::UserId).from($member::Entity).to_owned();
                let mut all = Condition::all();
                if let Some(none) = self.is_null {
                    let any = user::Column::Id.in_subquery(members());
                    all = all.add(if none { any.not() } else { any });
                } else if conditions.is_empty() {
                    return Err(problem("a filter on a relation needs at least one condition"));
                }
                if !conditions.is_empty() {
                    let holds = conditions.into_iter().fold(Condition::all(), Condition::add);
                    let teams = self.ids().cond_where(holds).to_owned();
                    let members =
                        members().and_where(Expr::col($member::Column::$column).in_subquery(teams)).to_owned();
                    all = all.add(user::Column::Id.in_subquery(members));
                }
                Ok(all)
            }
        }
    };
}

team_filter!(
    /// Conditions on a group; all that are given must hold.
    GroupFilter, group, GroupId, group_member, GroupId
);
team_filter!(
    /// Conditions on a unit; all that are given must hold.
    UnitFilter, unit, UnitId, unit_member, UnitId
);
