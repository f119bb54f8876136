//! Changing what a key is called, what it may be used for, and how long.

use chrono::{DateTime, Utc};
use entity::{ApiKeyId, ApiKeyScope, EventType, api_key};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde::Serialize;

use super::{Written, by_a_person, check_name, load};
use crate::{
    context::{Ctx, Mode},
    error::{Code, Error, Problems, Result},
    events::Note,
};

/// What shall be different; what is absent stays.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeApiKey {
    /// Which key.
    pub id: ApiKeyId,
    /// The version that the caller has read.
    pub expected_version: Option<i32>,
    /// What people call it.
    pub name: Option<String>,
    /// What it may be used for.
    pub scopes: Option<Vec<ApiKeyScope>>,
    /// When it stops working.
    pub end: End,
}

/// When a key shall stop working.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum End {
    /// As before.
    Keep,
    /// Never by itself.
    Never,
    /// At this time.
    At(DateTime<Utc>),
}

/// Changes a key that was not revoked. Who uses it meets the new scopes with the next request, and open streams end.
///
/// # Errors
/// `NOT_FOUND`, `STALE_OBJECT`, a key that was revoked, or what [`create`](super::create()) refuses.
pub async fn change(ctx: &Ctx, change: &ChangeApiKey) -> Result<Written> {
    by_a_person(ctx)?;
    check(ctx, change)?;
    ctx.write("updateApiKey", Mode::Commit, change, async |tx| {
        let old = load(ctx, tx, change.id, change.expected_version).await?;
        if old.revoked_at.is_some() {
            let message = "the key was revoked, and stays so: make a new one";
            return Err(Error::refused(Code::Invalid, &["id"], message));
        }
        let mut new = old.clone();
        if let Some(name) = &change.name {
            name.trim().clone_into(&mut new.name);
        }
        if let Some(scopes) = &change.scopes {
            new.scopes = api_key::write_scopes(scopes);
        }
        match change.end {
            End::Keep => {}
            End::Never => new.expires_at = None,
            End::At(end) => new.expires_at = Some(end),
        }
        if new == old {
            return Ok(Written(old));
        }
        new.version += 1;
        new.updated_at = ctx.clock.now();
        let new = new.into_active_model().reset_all().update(&**tx).await?;
        ctx.note(tx, Note::changed(EventType::ApiKeyUpdated, &old, &new)).await?;
        Ok(Written(new))
    })
    .await
}

fn check(ctx: &Ctx, change: &ChangeApiKey) -> Result<()> {
    let mut problems = Problems::default();
    if let Some(name) = &change.name {
        check_name(&mut problems, name);
    }
    if change.scopes.as_ref().is_some_and(Vec::is_empty) {
        problems.add(Code::Required, &["scopes"], "a key without a scope is of no use: revoke it instead");
    }
    if matches!(change.end, End::At(end) if end <= ctx.clock.now()) {
        problems.add(
            Code::Invalid,
            &["expires_at"],
            "the time must be in the future; to end the key, revoke it",
        );
    }
    problems.finish()
}
