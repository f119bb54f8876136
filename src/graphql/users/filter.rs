//! Finding things by the user they belong to.

use async_graphql::InputObject;
use entity::{UserId, user};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Query, SelectStatement},
};

use crate::{
    error::Result,
    graphql::{
        enums::Role,
        filter::{BooleanFilter, Budget, ChoiceFilter, IdFilter, StringFilter, Subject},
        relation::{Related, related},
    },
};

/// Conditions on a user; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UserFilter {
    /// By id.
    pub id: Option<IdFilter>,
    /// By e-mail address, without regard to case.
    pub email: Option<StringFilter>,
    /// By name.
    pub name: Option<StringFilter>,
    /// By role.
    pub role: Option<ChoiceFilter<Role>>,
    /// By whether they may sign in.
    pub is_active: Option<BooleanFilter>,
    /// Whether there is no user at all.
    pub is_null: Option<bool>,
}

impl UserFilter {
    /// As a condition on a column that names a user.
    ///
    /// # Errors
    /// A filter that cannot be used.
    pub fn on(&self, column: impl ColumnTrait, budget: &mut Budget) -> Result<Condition> {
        related(self, &Subject::of(column), budget)
    }
}

impl Related for UserFilter {
    fn is_null(&self) -> Option<bool> {
        self.is_null
    }

    fn conditions(&self, budget: &mut Budget) -> Result<Vec<Condition>> {
        let mut all = Vec::new();
        if let Some(id) = &self.id {
            all.push(id.on::<UserId>(&Subject::of(user::Column::Id), budget)?);
        }
        if let Some(email) = &self.email {
            all.push(email.in_lower_case().on(&Subject::of(user::Column::EmailKey), budget)?);
        }
        if let Some(name) = &self.name {
            all.push(name.on(&Subject::of(user::Column::Name), budget)?);
        }
        if let Some(role) = &self.role {
            all.push(role.on(&Subject::of(user::Column::Role), budget)?);
        }
        if let Some(is_active) = self.is_active {
            all.push(is_active.on(&Subject::of(user::Column::IsActive), budget)?);
        }
        Ok(all)
    }

    fn ids(&self) -> SelectStatement {
        Query::select().column(user::Column::Id).from(user::Entity).to_owned()
    }
}
