//! A user comes back.

use entity::{EventType, UserId, user};
use serde_json::json;

use super::update::{load, save};
use crate::{
    auth::{
        policy::{self, Action},
        reach,
    },
    context::{Ctx, Mode},
    error::{Code, Error, Result},
};

/// Lets a user work again, in the groups and units that they belonged to. They sign in anew.
///
/// # Errors
/// `FORBIDDEN`, `NOT_FOUND`, `STALE_OBJECT`.
pub async fn reactivate(ctx: &Ctx, id: UserId, expected_version: Option<i32>) -> Result<UserId> {
    policy::may(&ctx.actor, Action::Configure)?;
    ctx.write("reactivateUser", Mode::Commit, &(id, expected_version), async |tx| {
        reach::has_changed(&**tx).await?;
        let old = load(tx, id, expected_version).await?;
        if old.is_active {
            return Err(Error::refused(Code::Invalid, &["id"], format!("{} is active already", old.name)));
        }
        let new = user::Model { is_active: true, ..old.clone() };
        save(ctx, tx, &old, new, EventType::UserReactivated, json!({})).await?;
        Ok(id)
    })
    .await
}
