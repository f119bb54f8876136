//! Adding a user.

use std::str::FromStr;

use entity::{EventType, Role, user};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::{
    auth::{password, password_policy::Owner},
    context::Ctx,
    error::{Code, Error, Problems, Result},
    events::Note,
};

/// A user to be added.
#[derive(Clone)]
pub struct NewUser {
    /// Address; they sign in with it.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Absent: they cannot sign in by password.
    pub password: Option<String>,
    /// BCP 47 language tag of the mail that they get.
    pub locale: Option<String>,
}

/// Adds a user.
///
/// # Errors
/// No address, an address that is taken, no name, or a password that is too short.
pub async fn create(ctx: &Ctx, new: NewUser) -> Result<user::Model> {
    let email = new.email.trim().to_owned();
    let mut problems = Problems::default();
    if lettre::Address::from_str(&email).is_err() {
        problems.add(Code::Invalid, &["email"], format!("`{email}` is no e-mail address"));
    }
    if new.name.trim().is_empty() {
        problems.add(Code::Required, &["name"], "give the user's name");
    }
    if by_email(ctx, &email).await?.is_some() {
        problems.add(Code::Taken, &["email"], format!("there is a user with the address `{email}` already"));
    }
    problems.finish()?;
    let password_hash = match new.password {
        Some(password) => {
            let owner = Owner { email: &email, name: &new.name };
            Some(password::hash(password, &owner, "password").await?)
        }
        None => None,
    };
    let now = ctx.clock.now();
    let user = user::Model {
        id: ctx.new_id(),
        email_key: email.to_lowercase(),
        email,
        name: new.name.trim().to_owned(),
        role: new.role,
        password_hash,
        locale: new.locale,
        time_zone: None,
        is_active: true,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let tx = ctx.db.begin().await?;
    let user = user.into_active_model().insert(&*tx).await.map_err(|error| match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => {
            Error::refused(Code::Taken, &["email"], "there is a user with this address already")
        }
        _ => Error::Database(error),
    })?;
    ctx.note(&tx, Note::created(EventType::UserCreated, &user)).await?;
    tx.commit().await?;
    ctx.bus.wake();
    Ok(user)
}

/// The user with this address.
///
/// # Errors
/// The database failed.
pub async fn by_email(ctx: &Ctx, email: &str) -> Result<Option<user::Model>> {
    let found = user::Entity::find().filter(user::Column::EmailKey.eq(email.trim().to_lowercase()));
    Ok(found.one(ctx.db.conn()).await?)
}
