//! Ending a key, for good.

use entity::{ApiKeyId, EventType, api_key};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::{Written, by_a_person, load};
use crate::{
    context::{Ctx, Mode},
    error::Result,
    events::Note,
};

/// Ends a key: from now on it is refused. One that was revoked already stays as it is.
///
/// # Errors
/// `NOT_FOUND`, or `STALE_OBJECT`.
pub async fn revoke(ctx: &Ctx, id: ApiKeyId, expected_version: Option<i32>) -> Result<Written> {
    by_a_person(ctx)?;
    ctx.write("revokeApiKey", Mode::Commit, &(id, expected_version), async |tx| {
        let old = load(ctx, tx, id, expected_version).await?;
        if old.revoked_at.is_some() {
            return Ok(Written(old));
        }
        let now = ctx.clock.now();
        let key = api_key::Model {
            revoked_at: Some(now),
            updated_at: now,
            version: old.version + 1,
            ..old.clone()
        };
        let key = key.into_active_model().reset_all().update(&**tx).await?;
        ctx.note(tx, Note::changed(EventType::ApiKeyRevoked, &old, &key)).await?;
        Ok(Written(key))
    })
    .await
}
