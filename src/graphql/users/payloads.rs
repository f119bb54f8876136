//! What mutations of users give.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::SimpleObject;

use super::{Absence, User};
use crate::{
    error,
    graphql::{
        communications::Communication,
        errors::{Result, UserError, object_payload, outcome},
    },
    users::Deactivated,
};

object_payload!(
    /// The result of adding a user.
    CreateUserPayload,
    /// The user; absent when it was refused.
    user: User => entity::UserId
);
object_payload!(
    /// The result of changing a user.
    UpdateUserPayload,
    /// The user after the change; absent when it was refused.
    user: User => entity::UserId
);
object_payload!(
    /// The result of bringing a user back.
    ReactivateUserPayload,
    /// The user after the change; absent when it was refused.
    user: User => entity::UserId
);
object_payload!(
    /// The result of entering an absence.
    AddAbsencePayload,
    /// The absence; absent when it was refused.
    absence: Absence => entity::AbsenceId
);
object_payload!(
    /// The result of changing an absence.
    UpdateAbsencePayload,
    /// The absence after the change; absent when it was refused.
    absence: Absence => entity::AbsenceId
);
object_payload!(
    /// The result of taking an absence back.
    RemoveAbsencePayload,
    /// The user who will be there after all; absent when it was refused.
    user: User => entity::UserId
);

/// The result of ending a user's work here.
#[derive(Clone, Debug, SimpleObject)]
pub struct DeactivateUserPayload {
    /// The user after the change; absent when it was refused.
    pub user: Option<User>,
    /// How many open leads were handed over; absent when it was refused.
    pub handed_over_count: Option<i32>,
    /// The messages that the hand-over calls for.
    pub communications: Vec<Communication>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

impl DeactivateUserPayload {
    /// From the result of the command.
    ///
    /// # Errors
    /// What the caller cannot do anything about.
    pub fn new(result: error::Result<Deactivated>, client_mutation_id: Option<String>) -> Result<Self> {
        let done = outcome(result)?;
        let (user, leads, communications) = match done.value {
            Some(done) => (Some(done.user.into()), Some(done.leads), done.communications),
            None => (None, None, Vec::new()),
        };
        Ok(Self {
            user,
            handed_over_count: leads.map(|leads| i32::try_from(leads).unwrap_or(i32::MAX)),
            communications: communications.into_iter().map(Into::into).collect(),
            user_errors: done.user_errors,
            client_mutation_id,
        })
    }
}
