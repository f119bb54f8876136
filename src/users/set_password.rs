//! A new password for somebody, without the old one.

use entity::{EventType, UserId, user};
use serde_json::json;

use super::update::{load, save};
use crate::{
    auth::{
        password,
        policy::{self, Action},
        sessions,
    },
    context::{Ctx, Mode},
    error::Result,
};

/// Gives a user another password; their sign-ins end.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, or a password that is too short.
pub async fn set_password(ctx: &Ctx, id: UserId, new: String) -> Result<UserId> {
    policy::may(&ctx.actor, Action::Configure)?;
    let hash = password::hash(new).await?;
    ctx.write("setPassword", Mode::Commit, &id, async |tx| {
        let old = load(tx, id, None).await?;
        let new = user::Model { password_hash: Some(hash), ..old.clone() };
        save(ctx, tx, &old, new, EventType::UserUpdated, json!({})).await?;
        sessions::end_all(&**tx, id, None, ctx.clock.now()).await?;
        Ok(id)
    })
    .await
}
