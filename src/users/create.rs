//! Adding a user.

use entity::{EventType, Role, UserId, user};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::Serialize;

use super::check;
use crate::{
    auth::{
        password,
        password_policy::Owner,
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::{Error, Problems, Result},
    events::Note,
};

/// A user to be added.
#[derive(Clone, Default, Serialize)]
pub struct NewUser {
    /// Address; they sign in with it.
    pub email: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Absent: they cannot sign in by password.
    #[serde(skip)]
    pub password: Option<String>,
    /// BCP 47 language tag of the mail that they get.
    pub locale: Option<String>,
    /// IANA time zone: where their day begins.
    pub time_zone: Option<String>,
}

/// Adds a user.
///
/// # Errors
/// `FORBIDDEN`; no address, an address that is taken, no name, or a password that is too short.
pub async fn create(ctx: &Ctx, new: NewUser) -> Result<user::Model> {
    policy::may(&ctx.actor, Action::Configure)?;
    // It takes its time: not while the transaction holds up others.
    let password_hash = match new.password.clone() {
        Some(password) => {
            let owner = Owner { email: new.email.trim(), name: new.name.trim() };
            Some(password::hash(password, &owner, "password").await?)
        }
        None => None,
    };
    let id = ctx.write("createUser", Mode::Commit, &new, async |tx| {
        reach::has_changed(&**tx).await?;
        let mut problems = Problems::default();
        let name = check::name(&mut problems, &new.name);
        let email = check::email(&**tx, &mut problems, None, &new.email).await?;
        let locale = new.locale.as_deref().and_then(|tag| check::locale(&mut problems, tag));
        let time_zone = new.time_zone.as_deref().and_then(|zone| check::time_zone(&mut problems, zone));
        problems.finish()?;
        let (email, now) = (email.unwrap_or_default(), ctx.clock.now());
        let user = user::Model {
            id: ctx.new_id(),
            email_key: email.to_lowercase(),
            email,
            name: name.unwrap_or_default(),
            role: new.role,
            password_hash,
            locale,
            time_zone,
            is_active: true,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let id = user.id;
        user::Entity::insert(user.clone().into_active_model()).exec_without_returning(&**tx).await?;
        ctx.note(tx, Note::created(EventType::UserCreated, &user)).await?;
        Ok(id)
    });
    let id: UserId = id.await?;
    let user = user::Entity::find_by_id(id).one(ctx.db.conn()).await?;
    user.ok_or_else(|| Error::fault("a user was added and is not there"))
}

/// The user with this address.
///
/// # Errors
/// The database failed.
pub async fn by_email(ctx: &Ctx, email: &str) -> Result<Option<user::Model>> {
    let found = user::Entity::find().filter(user::Column::EmailKey.eq(email.trim().to_lowercase()));
    Ok(found.one(ctx.db.conn()).await?)
}
