//! What mutations of keys take and give.

use async_graphql::{ID, InputObject, MaybeUndefined, SimpleObject};

use super::ApiKey;
use crate::graphql::{enums::ApiKeyScope, errors::UserError, scalars::DateTime};

/// A key to be made.
#[derive(Clone, Debug, InputObject)]
pub struct CreateApiKeyInput {
    /// What it is for, at most 100 characters.
    pub name: String,
    /// What it may be used for; never more than its owner may do.
    pub scopes: Vec<ApiKeyScope>,
    /// When it stops working. Absent: never by itself, which `warnings` points out.
    pub expires_at: Option<DateTime>,
    /// For whom it acts. Absent: for you. For others, only admins make keys.
    pub owner_id: Option<ID>,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// What shall be different; what is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateApiKeyInput {
    /// Which key.
    pub id: ID,
    /// What it is for, at most 100 characters.
    pub name: Option<String>,
    /// What it may be used for: all of it, not what is added.
    pub scopes: Option<Vec<ApiKeyScope>>,
    /// When it stops working; null: never by itself.
    pub expires_at: MaybeUndefined<DateTime>,
    /// The version that you have read: another one is refused.
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// A key to be ended.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeApiKeyInput {
    /// Which key.
    pub id: ID,
    /// The version that you have read: another one is refused.
    pub expected_version: Option<i32>,
    /// Any text; it comes back in the payload.
    pub client_mutation_id: Option<String>,
}

/// The result of making a key.
#[derive(Clone, Debug, SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The key as it is kept; absent when it was refused.
    pub api_key: Option<ApiKey>,
    /// The whole key: put it where the integration finds it, now, for it is shown only once. Absent when it was refused,
    /// and when this request was made before.
    pub token: Option<String>,
    /// What to think about: a key that never expires.
    pub warnings: Vec<String>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// The result of changing a key.
#[derive(Clone, Debug, SimpleObject)]
pub struct UpdateApiKeyPayload {
    /// The key after the change; absent when it was refused.
    pub api_key: Option<ApiKey>,
    /// What to think about: a key that never expires.
    pub warnings: Vec<String>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}

/// The result of ending a key.
#[derive(Clone, Debug, SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The key, which works no more; absent when it was refused.
    pub api_key: Option<ApiKey>,
    /// Why it was refused; empty when it was not.
    pub user_errors: Vec<UserError>,
    /// The `clientMutationId` of the input.
    pub client_mutation_id: Option<String>,
}
