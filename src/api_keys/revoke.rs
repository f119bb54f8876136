//! Ending a key, for good.

use entity::{ApiKeyId, EventType};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;

use super::{Written, by_a_person, load, note};
use crate::{
    context::{Ctx, Mode},
    error::Result,
};

/// Ends a key: from now on it is refused. One that was revoked already stays as it is.
///
/// # Errors
/// `NOT_FOUND`, or `STALE_OBJECT`.
pub async fn revoke(ctx: &Ctx, id: ApiKeyId, expected_version: Option<i32>) -> Result<Written> {
    by_a_person(ctx)?;
    ctx.write("revokeApiKey", Mode::Commit, &(id, expected_version), async |tx| {
        let mut key = load(ctx, tx, id, expected_version).await?;
        if key.revoked_at.is_some() {
            return Ok(Written(key));
        }
        key.revoked_at = Some(ctx.clock.now());
        key.updated_at = ctx.clock.now();
        key.version += 1;
        let key = key.into_active_model().reset_all().update(&**tx).await?;
        note::event(ctx, tx, EventType::ApiKeyRevoked, &key, json!({})).await?;
        Ok(Written(key))
    })
    .await
}
