//! A key as the API shows it: never whole.

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use entity::api_key;

use crate::{
    error::Error,
    graphql::{
        context::cx, enums::ApiKeyScope, errors::Result, loaders::one, scalars::DateTime, users::User,
    },
};

/// A key with which an integration acts for a user, with at most their rights and under their visibility. It is sent as
/// `Authorization: Bearer llk_…`.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct ApiKey {
    /// Id, such as `apikey_01h455vb4pex5vsknk084sn02q`.
    pub id: ID,
    /// What people call it.
    pub name: String,
    /// The beginning of the key, by which it is recognised, such as `llk_5f1d0c9ab3e7`. The rest is not kept.
    pub prefix: String,
    /// What it may be used for.
    pub scopes: Vec<ApiKeyScope>,
    /// When it stops working; absent: never by itself.
    pub expires_at: Option<DateTime>,
    /// When it was last used, to within five minutes; absent: never.
    pub last_used_at: Option<DateTime>,
    /// From which address it was last used; of an IPv6 address the network.
    pub last_used_from: Option<String>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime>,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime,
    /// When it last changed.
    pub updated_at: DateTime,
    #[graphql(skip)]
    row: api_key::Model,
}

/// Whether a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ApiKeyState {
    /// It works, as long as its owner is active. Next: revoke it when it is no longer needed.
    Active,
    /// Its time is over. Next: set another `expiresAt` by `updateApiKey`, or make a new one.
    Expired,
    /// It was revoked, for good. Next: make a new one, if one is needed.
    Revoked,
}

#[ComplexObject]
impl ApiKey {
    /// The user for whom it acts.
    async fn owner(&self, ctx: &Context<'_>) -> Result<User> {
        let user = one(ctx, Some(self.row.user_id)).await;
        user.unwrap_or_else(|| Err(Error::fault("an API key without an owner").into()))
    }

    /// Whether it works.
    #[allow(clippy::unused_async, reason = "resolvers are")]
    async fn state(&self, ctx: &Context<'_>) -> Result<ApiKeyState> {
        let now = cx(ctx)?.clock.now();
        Ok(match (self.row.revoked_at, self.row.expires_at) {
            (Some(_), _) => ApiKeyState::Revoked,
            (None, Some(end)) if end <= now => ApiKeyState::Expired,
            _ => ApiKeyState::Active,
        })
    }
}

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        Self {
            id: row.id.to_string().into(),
            name: row.name.clone(),
            prefix: row.prefix.clone(),
            scopes: row.scopes().into_iter().map(Into::into).collect(),
            expires_at: row.expires_at.map(DateTime),
            last_used_at: row.last_used_at.map(DateTime),
            last_used_from: row.last_used_from.clone(),
            revoked_at: row.revoked_at.map(DateTime),
            version: row.version,
            created_at: DateTime(row.created_at),
            updated_at: DateTime(row.updated_at),
            row,
        }
    }
}
