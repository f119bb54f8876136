//! Making a key. The whole key is shown once.

use chrono::{DateTime, Utc};
use entity::{ApiKeyId, ApiKeyScope, EventType, UserId, api_key, user};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde::Serialize;

use super::{by_a_person, check_name, get, missing};
use crate::{
    auth::{
        api_keys,
        policy::{self, Action},
    },
    context::{Ctx, Mode, Replayable},
    db::Tx,
    error::{Code, Error, Problems, Result},
    events::Note,
};

/// Keys of one user that hold at the same time.
const MOST: u64 = 50;

/// A key to be made.
#[derive(Clone, Debug, Serialize)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// For whom it acts.
    pub owner: UserId,
    /// What it may be used for.
    pub scopes: Vec<ApiKeyScope>,
    /// When it stops working; absent: never by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct Created {
    /// What is kept of it.
    pub key: api_key::Model,
    /// The whole key; absent when this is the repetition of a request that made it before.
    pub token: Option<String>,
}

impl Replayable for Created {
    type Receipt = ApiKeyId;

    fn receipt(&self) -> ApiKeyId {
        self.key.id
    }

    async fn replay(ctx: &Ctx, id: ApiKeyId) -> Result<Self> {
        let key = get(ctx, id).await?.ok_or_else(missing)?;
        Ok(Self { key, token: None })
    }
}

/// Makes a key for the actor; administrators make them for others as well.
///
/// # Errors
/// No name, no scope, a time that has passed, an owner who is not there, or too many keys.
pub async fn create(ctx: &Ctx, new: &NewApiKey) -> Result<Created> {
    by_a_person(ctx)?;
    if ctx.actor.user_id() != Some(new.owner) {
        policy::may(&ctx.actor, Action::Configure)?;
    }
    check(ctx, new)?;
    ctx.write("createApiKey", Mode::Commit, new, async |tx| {
        check_owner(ctx, tx, new.owner).await?;
        let (made, now) = (api_keys::generate()?, ctx.clock.now());
        let key = api_key::Model {
            id: ctx.new_id(),
            user_id: new.owner,
            name: new.name.trim().to_owned(),
            prefix: made.prefix,
            token_hash: made.hash,
            scopes: api_key::write_scopes(&new.scopes),
            version: 1,
            created_at: now,
            updated_at: now,
            expires_at: new.expires_at,
            last_used_at: None,
            last_used_from: None,
            revoked_at: None,
        };
        let key = key.into_active_model().insert(&**tx).await?;
        ctx.note(tx, Note::created(EventType::ApiKeyCreated, &key)).await?;
        Ok(Created { key, token: Some(made.token) })
    })
    .await
}

fn check(ctx: &Ctx, new: &NewApiKey) -> Result<()> {
    let mut problems = Problems::default();
    check_name(&mut problems, &new.name);
    if new.scopes.is_empty() {
        problems.add(Code::Required, &["scopes"], "give at least one scope: what is the key for?");
    }
    if new.expires_at.is_some_and(|end| end <= ctx.clock.now()) {
        problems.add(Code::Invalid, &["expires_at"], "the time must be in the future");
    }
    problems.finish()
}

async fn check_owner(ctx: &Ctx, tx: &Tx, owner: UserId) -> Result<()> {
    let user = user::Entity::find_by_id(owner).one(&**tx).await?;
    if !user.is_some_and(|user| user.is_active) {
        return Err(Error::refused(Code::NotFound, &["owner_id"], "there is no active user with this id"));
    }
    let held = api_key::Entity::find()
        .filter(api_key::Column::UserId.eq(owner))
        .filter(api_key::Column::RevokedAt.is_null())
        .filter(
            sea_orm::Condition::any()
                .add(api_key::Column::ExpiresAt.is_null())
                .add(api_key::Column::ExpiresAt.gt(ctx.clock.now())),
        );
    if held.count(&**tx).await? < MOST {
        return Ok(());
    }
    let message = format!("a user has at most {MOST} keys that hold: revoke one that is not needed");
    Err(Error::refused(Code::Invalid, &[], message))
}
