//! Who is to get leads: whether there is such a user or unit, and which kinds of leads they may have in hand.

use entity::{LeadTypeId, UnitId, UserId, unit, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::assign::AssignTo;
use crate::{
    auth::lead_types::{AllowedUnits, Candidate, candidates},
    error::{Code, Problem, Result},
};

/// A user or a unit that may be given leads.
pub(super) struct Receiver<'a> {
    who: Candidate,
    allowed: &'a AllowedUnits,
    /// Where the request names them.
    field: Vec<&'a str>,
    is_unit: bool,
}

impl<'a> Receiver<'a> {
    /// Looks for them.
    ///
    /// # Errors
    /// The database failed; within, that there is no such unit, or no active user.
    pub(super) async fn find(
        db: &impl ConnectionTrait,
        allowed: &'a AllowedUnits,
        to: AssignTo,
    ) -> Result<Result<Self, Problem>> {
        match to {
            AssignTo::User(id) => Self::user(db, allowed, id, &["assignee_id"]).await,
            AssignTo::Unit(id) => Self::unit(db, allowed, id, &["unit_id"]).await,
        }
    }

    /// A user; `field` is where the request names them.
    ///
    /// # Errors
    /// The database failed; within, that there is no active user with this id.
    pub(super) async fn user(
        db: &impl ConnectionTrait,
        allowed: &'a AllowedUnits,
        id: UserId,
        field: &[&'a str],
    ) -> Result<Result<Self, Problem>> {
        let active = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true));
        let Some(found) = active.one(db).await? else {
            return Ok(Err(Problem::new(Code::NotFound, field, "there is no active user with this id")));
        };
        // Nobody needs to know their units while no kind of lead names any.
        let who = if allowed.is_everything() {
            Candidate::Administrator
        } else {
            candidates(db, [&found]).await?.remove(&id).unwrap_or(Candidate::MemberOf(Vec::new()))
        };
        Ok(Ok(Self { who, allowed, field: field.to_vec(), is_unit: false }))
    }

    /// A unit; `field` is where the request names it. It cannot be deleted until the transaction ends.
    ///
    /// # Errors
    /// The database failed; within, that there is no unit with this id.
    pub(super) async fn unit(
        db: &impl ConnectionTrait,
        allowed: &'a AllowedUnits,
        id: UnitId,
        field: &[&'a str],
    ) -> Result<Result<Self, Problem>> {
        if unit::Entity::find_by_id(id).lock_shared().one(db).await?.is_none() {
            return Ok(Err(Problem::new(Code::NotFound, field, "there is no unit with this id")));
        }
        Ok(Ok(Self { who: Candidate::Unit(id), allowed, field: field.to_vec(), is_unit: true }))
    }

    /// Whether they may get leads of a kind.
    ///
    /// # Errors
    /// `LEAD_TYPE_NOT_ALLOWED`, saying what to do.
    pub(super) fn may_get(&self, lead_type: LeadTypeId) -> Result<(), Problem> {
        let Some(key) = self.allowed.refuses(&self.who, lead_type) else { return Ok(()) };
        let message = if self.is_unit {
            format!(
                "leads of the type `{key}` are for other units: choose one of the type's units or one that \
                 collaborates with them, or ask an admin to add this unit to the lead type"
            )
        } else {
            format!(
                "leads of the type `{key}` are for members of other units: choose one of these, or ask an admin to \
                 add a unit of this user to the lead type"
            )
        };
        Err(Problem::new(Code::LeadTypeNotAllowed, &self.field, message))
    }
}
