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
        filter::{
            BooleanFilter, Budget, ChoiceFilter, Combination, IdFilter, StringFilter, Subject, combine,
        },
        organisation::{GroupFilter, UnitFilter},
        relation::{Related, related, rows},
    },
};

/// Conditions on a user; all that are given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UserFilter {
    /// All of these must hold.
    pub and: Option<Vec<UserFilter>>,
    /// At least one of these must hold; an empty list matches nothing.
    pub or: Option<Vec<UserFilter>>,
    /// This must not hold.
    pub not: Option<Box<UserFilter>>,
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
    /// By the groups that they belong to: at least one fulfils this.
    pub group: Option<GroupFilter>,
    /// By the units that they work in: at least one fulfils this.
    pub unit: Option<UnitFilter>,
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
        if let Some(group) = &self.group {
            all.push(group.of_members(budget)?);
        }
        if let Some(unit) = &self.unit {
            all.push(unit.of_members(budget)?);
        }
        let others =
            Combination { and: self.and.as_deref(), or: self.or.as_deref(), not: self.not.as_deref() };
        all.extend(combine(&others, budget, |filter, budget| rows(Some(filter), budget))?);
        Ok(all)
    }

    fn ids(&self) -> SelectStatement {
        Query::select().column(user::Column::Id).from(user::Entity).to_owned()
    }
}

/// As a condition on the table `users`: every word is in their name or address.
///
/// # Errors
/// Too many words, or one that is too long.
pub fn matching(search: &str, budget: &mut Budget) -> Result<Condition> {
    let mut all = Condition::all();
    for word in search.split_whitespace() {
        let contains = StringFilter { contains: Some(word.to_owned()), ..StringFilter::default() };
        let mut any = Condition::any();
        for column in [user::Column::Name, user::Column::Email] {
            any = any.add(contains.on(&Subject::of(column), budget)?);
        }
        all = all.add(any);
    }
    Ok(all)
}
