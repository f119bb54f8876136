//! Making, changing and revoking keys.

use async_graphql::{Context, MaybeUndefined, Object};
use entity::api_key;

use super::inputs::{
    CreateApiKeyInput, CreateApiKeyPayload, RevokeApiKeyInput, RevokeApiKeyPayload, UpdateApiKeyInput,
    UpdateApiKeyPayload,
};
use crate::{
    api_keys::{self, ChangeApiKey, Created, End, NewApiKey, Written},
    error::{self, Error},
    graphql::{
        context::mutation_cx,
        errors::{Result, outcome},
        leads::WRITE,
        node::read_id,
    },
};

/// Making, changing and revoking keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key for an integration. The whole key is in this answer, and never shown again. Only people make keys.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: Box<CreateApiKeyInput>,
    ) -> Result<CreateApiKeyPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Created> {
            let owner = match &input.owner_id {
                Some(id) => read_id(id, "owner_id")?,
                None => cx.actor.user_id().ok_or(Error::Unauthenticated)?,
            };
            let new = NewApiKey {
                name: input.name.clone(),
                owner,
                scopes: input.scopes.iter().map(|scope| (*scope).into()).collect(),
                expires_at: input.expires_at.as_ref().map(|end| end.0),
            };
            api_keys::create(&cx, &new).await
        };
        let done = outcome(Box::pin(done()).await)?;
        let (key, token) = done.value.map(|created| (created.key, created.token)).unzip();
        Ok(CreateApiKeyPayload {
            warnings: warnings(key.as_ref()),
            api_key: key.map(Into::into),
            token: token.flatten(),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Changes what a key is called, what it may be used for, and how long. Its streams end, and begin anew with what it
    /// may then. Only people change keys.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn update_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What shall be different.")] input: Box<UpdateApiKeyInput>,
    ) -> Result<UpdateApiKeyPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Written> {
            let change = ChangeApiKey {
                id: read_id(&input.id, "id")?,
                expected_version: input.expected_version,
                name: input.name.clone(),
                scopes: input
                    .scopes
                    .as_ref()
                    .map(|scopes| scopes.iter().map(|scope| (*scope).into()).collect()),
                end: match &input.expires_at {
                    MaybeUndefined::Undefined => End::Keep,
                    MaybeUndefined::Null => End::Never,
                    MaybeUndefined::Value(end) => End::At(end.0),
                },
            };
            api_keys::change(&cx, &change).await
        };
        let done = outcome(Box::pin(done()).await)?;
        let key = done.value.map(|written| written.0);
        Ok(UpdateApiKeyPayload {
            warnings: warnings(key.as_ref()),
            api_key: key.map(Into::into),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }

    /// Ends a key, for good: requests with it are refused from now on, and its streams end within 30 seconds. Only people
    /// revoke keys.
    #[graphql(complexity = "WRITE + child_complexity")]
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: Box<RevokeApiKeyInput>,
    ) -> Result<RevokeApiKeyPayload> {
        let cx = mutation_cx(ctx, input.client_mutation_id.as_deref())?;
        let done = async || -> error::Result<Written> {
            api_keys::revoke(&cx, read_id(&input.id, "id")?, input.expected_version).await
        };
        let done = outcome(Box::pin(done()).await)?;
        Ok(RevokeApiKeyPayload {
            api_key: done.value.map(|written| written.0.into()),
            user_errors: done.user_errors,
            client_mutation_id: input.client_mutation_id,
        })
    }
}

fn warnings(key: Option<&api_key::Model>) -> Vec<String> {
    let forever = key.is_some_and(|key| key.expires_at.is_none());
    forever.then(|| api_keys::NEVER_EXPIRES.to_owned()).into_iter().collect()
}
