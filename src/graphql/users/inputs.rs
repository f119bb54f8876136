//! What mutations of users take.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::{
    error::Result,
    graphql::{
        enums::Role,
        node::read_id,
        scalars::{Date, EmailAddress, Locale, TimeZone},
    },
    leads::Change,
    users::{Deactivate, NewAbsence, NewUser, UpdateAbsence, UpdateUser},
};

/// A new user.
#[derive(Clone, Debug, InputObject)]
pub struct CreateUserInput {
    /// What people call them.
    pub name: String,
    /// Their address; they sign in with it, and no other user may have it.
    pub email: EmailAddress,
    /// What they may do.
    #[graphql(default_with = "Role::Agent")]
    pub role: Role,
    /// Their first password. Without one they cannot sign in by password.
    pub password: Option<String>,
    /// The language of the mail that they get.
    pub locale: Option<Locale>,
    /// Where their clock is: their days begin and end by it.
    pub time_zone: Option<TimeZone>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

impl CreateUserInput {
    /// In the terms of the domain.
    pub fn read(&self) -> NewUser {
        NewUser {
            email: self.email.0.clone(),
            name: self.name.clone(),
            role: self.role.into(),
            password: self.password.clone(),
            locale: self.locale.clone().map(|locale| locale.0),
            time_zone: self.time_zone.clone().map(|zone| zone.0),
        }
    }
}

/// Changes of a user. What is left out stays as it is; `null` clears language and time zone.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateUserInput {
    /// The user's id.
    pub id: ID,
    /// The version that you have read: when the user has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// What people call them.
    pub name: Option<String>,
    /// Their address; they sign in with it, and no other user may have it. Only admins change it.
    pub email: Option<EmailAddress>,
    /// What they may do. Only admins change it. Who becomes an `AGENT` manages nothing any more, until they are a
    /// `MANAGER` again.
    pub role: Option<Role>,
    /// The language of the mail that they get.
    pub locale: MaybeUndefined<Locale>,
    /// Where their clock is: their days begin and end by it.
    pub time_zone: MaybeUndefined<TimeZone>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

impl UpdateUserInput {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// The id is not a user's.
    pub fn read(&self) -> Result<UpdateUser> {
        Ok(UpdateUser {
            id: read_id(&self.id, "id")?,
            expected_version: self.expected_version,
            name: self.name.clone(),
            email: self.email.clone().map(|email| email.0),
            role: self.role.map(Into::into),
            locale: change(self.locale.clone(), |locale| locale.0),
            time_zone: change(self.time_zone.clone(), |zone| zone.0),
        })
    }
}

fn change<A>(given: MaybeUndefined<A>, read: impl FnOnce(A) -> String) -> Change<String> {
    match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(read(value)),
    }
}

/// Who gets the open leads of somebody who leaves. Give one of the two.
#[derive(Clone, Debug, InputObject)]
pub struct HandOverTo {
    /// This user works on them from now on.
    pub user_id: Option<ID>,
    /// They wait in this unit until one of its members accepts them.
    pub unit_id: Option<ID>,
}

/// Somebody leaves.
#[derive(Clone, Debug, InputObject)]
pub struct DeactivateUserInput {
    /// The user's id.
    pub id: ID,
    /// The version that you have read: when the user has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Who gets their open leads. Left out: the leads stay in their group and unit, and nobody works on them.
    pub hand_over_to: Option<HandOverTo>,
    /// Show what would be, mails included, and change nothing.
    #[graphql(default)]
    pub dry_run: bool,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

impl DeactivateUserInput {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// Ids of other kinds.
    pub fn read(&self) -> Result<Deactivate> {
        let to = self.hand_over_to.as_ref();
        let user = to.and_then(|to| to.user_id.as_ref()).map(|id| read_id(id, "hand_over_to"));
        let unit = to.and_then(|to| to.unit_id.as_ref()).map(|id| read_id(id, "hand_over_to"));
        Ok(Deactivate {
            id: read_id(&self.id, "id")?,
            expected_version: self.expected_version,
            to_user: user.transpose()?,
            to_unit: unit.transpose()?,
        })
    }
}

/// Somebody comes back.
#[derive(Clone, Debug, InputObject)]
pub struct ReactivateUserInput {
    /// The user's id.
    pub id: ID,
    /// The version that you have read: when the user has changed since, nothing is written (`STALE_OBJECT`).
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

/// Days on which a user will be away.
#[derive(Clone, Debug, InputObject)]
pub struct AddAbsenceInput {
    /// Who; left out: you.
    pub user_id: Option<ID>,
    /// The first day, on the user's own clock.
    pub from_day: Date,
    /// The last day, on the user's own clock.
    pub until_day: Date,
    /// Why: only the user, their managers and admins see it.
    pub note: Option<String>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

impl AddAbsenceInput {
    /// In the terms of the domain; `own` is the caller.
    ///
    /// # Errors
    /// The id is not a user's.
    pub fn read(&self, own: entity::UserId) -> Result<NewAbsence> {
        let user = self.user_id.as_ref().map(|id| read_id(id, "user_id")).transpose()?;
        Ok(NewAbsence {
            user: user.unwrap_or(own),
            from_day: self.from_day.0,
            until_day: self.until_day.0,
            note: self.note.clone(),
        })
    }
}

/// Changes of an absence. What is left out stays as it is; `null` clears the note.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateAbsenceInput {
    /// The absence's id.
    pub id: ID,
    /// The first day, on the user's own clock.
    pub from_day: Option<Date>,
    /// The last day, on the user's own clock.
    pub until_day: Option<Date>,
    /// Why: only the user, their managers and admins see it.
    pub note: MaybeUndefined<String>,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}

impl UpdateAbsenceInput {
    /// In the terms of the domain.
    ///
    /// # Errors
    /// The id is not an absence's.
    pub fn read(&self) -> Result<UpdateAbsence> {
        Ok(UpdateAbsence {
            id: read_id(&self.id, "id")?,
            from_day: self.from_day.map(|day| day.0),
            until_day: self.until_day.map(|day| day.0),
            note: change(self.note.clone(), |note| note),
        })
    }
}

/// Days on which a user will be there after all.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveAbsenceInput {
    /// The absence's id.
    pub id: ID,
    /// Any text; it comes back in the payload. Without an `Idempotency-Key` header, the same text with the same input
    /// gives the first result again for 24 hours.
    pub client_mutation_id: Option<String>,
}
