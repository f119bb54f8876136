//! Changing a user.

use entity::{EventType, Role, UserId, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    QueryFilter, QuerySelect,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{check, last_admin::others_are_left};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    db::Tx,
    error::{Error, Problems, Result},
    events::Note,
    leads::Change,
    organisation::check_version,
};

/// Changes to one user. What is `None` or kept stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUser {
    /// Which user.
    pub id: UserId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// What people call them.
    pub name: Option<String>,
    /// Address; they sign in with it.
    pub email: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// BCP 47 language tag of the mail that they get.
    pub locale: Change<String>,
    /// IANA time zone: where their day begins.
    pub time_zone: Change<String>,
}

/// Changes a user. Users may change their own name, language and time zone, administrators everything.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`; `LAST_ADMIN` when nobody would be left who is one; or everything that is wrong
/// with the values, together.
pub async fn update(ctx: &Ctx, change: &UpdateUser) -> Result<UserId> {
    let is_own = ctx.actor.user_id() == Some(change.id) && change.email.is_none() && change.role.is_none();
    if !is_own {
        policy::may(&ctx.actor, Action::Configure)?;
    }
    ctx.write("updateUser", Mode::Commit, change, async |tx| {
        reach::has_changed(&**tx).await?;
        let old = load(tx, change.id, change.expected_version).await?;
        if change.role.is_some_and(|role| role < Role::Admin) {
            others_are_left(tx, &old, "role").await?;
        }
        let new = changed(tx, &old, change).await?;
        save(ctx, tx, &old, new, EventType::UserUpdated, json!({})).await?;
        Ok(change.id)
    })
    .await
}

/// The user to be changed, locked until the transaction ends.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`.
pub(super) async fn load(tx: &Tx, id: UserId, expected_version: Option<i32>) -> Result<user::Model> {
    let found = user::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    let found = found.ok_or_else(|| Error::not_found("user", "id"))?;
    check_version("user", found.version, expected_version)?;
    Ok(found)
}

async fn changed(tx: &Tx, old: &user::Model, change: &UpdateUser) -> Result<user::Model> {
    let (mut new, mut problems) = (old.clone(), Problems::default());
    if let Some(given) = &change.name
        && let Some(name) = check::name(&mut problems, given)
    {
        new.name = name;
    }
    if let Some(given) = &change.email
        && let Some(email) = check::email(&**tx, &mut problems, Some(old.id), given).await?
    {
        new.email_key = email.to_lowercase();
        new.email = email;
    }
    new.role = change.role.unwrap_or(old.role);
    match &change.locale {
        Change::Keep => {}
        Change::Clear => new.locale = None,
        Change::Set(tag) => new.locale = check::locale(&mut problems, tag),
    }
    match &change.time_zone {
        Change::Keep => {}
        Change::Clear => new.time_zone = None,
        Change::Set(zone) => new.time_zone = check::time_zone(&mut problems, zone),
    }
    problems.finish()?;
    Ok(new)
}

/// Writes what differs between the two, and notes it. Nothing is written when nothing differs.
///
/// # Errors
/// The database failed.
pub(super) async fn save(
    ctx: &Ctx,
    tx: &Tx,
    old: &user::Model,
    mut new: user::Model,
    kind: EventType,
    mut details: serde_json::Value,
) -> Result<user::Model> {
    let (before, after) = (old.clone().into_active_model(), new.clone().into_active_model());
    let mut row = <user::ActiveModel as Default>::default();
    let mut names = Vec::new();
    for column in user::Column::iter() {
        let value = after.get(column).into_value();
        if before.get(column).into_value() != value
            && let Some(value) = value
        {
            row.set(column, value);
            names.push(column.as_str());
        }
    }
    if names.is_empty() {
        return Ok(new);
    }
    names.retain(|name| *name != "email_key");
    (new.version, new.updated_at) = (old.version + 1, ctx.clock.now());
    (row.version, row.updated_at) = (Set(new.version), Set(new.updated_at));
    user::Entity::update_many().set(row).filter(user::Column::Id.eq(new.id)).exec(&**tx).await?;
    details["changed"] = json!(names);
    ctx.note(tx, Note::changed(kind, old, &new).data(details)).await?;
    Ok(new)
}
