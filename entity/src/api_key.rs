//! Keys with which integrations act for a user: a key is random, and only its hash is kept.

use crate::{
    enums::ApiKeyScope,
    ids::{ApiKeyId, UserId},
};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// For whom it acts.
    pub user_id: UserId,
    /// What people call it.
    pub name: String,
    /// Its beginning, by which it is recognised.
    #[sea_orm(unique)]
    pub prefix: String,
    /// SHA-256 of the whole key, in hexadecimal.
    #[sea_orm(unique)]
    pub token_hash: String,
    /// What it may be used for: words with a space between, see [`Model::scopes`].
    pub scopes: String,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// When it stops working; absent: never by itself.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was last used, to within a few minutes.
    pub last_used_at: Option<DateTimeUtc>,
    /// From which address.
    pub last_used_from: Option<String>,
    /// When it was ended.
    pub revoked_at: Option<DateTimeUtc>,
}

impl Model {
    /// What it may be used for.
    pub fn scopes(&self) -> Vec<ApiKeyScope> {
        read_scopes(&self.scopes)
    }
}

/// Scopes from their text, in the order of the enum. A word that is not known gives nothing.
pub fn read_scopes(text: &str) -> Vec<ApiKeyScope> {
    let words: Vec<&str> = text.split(' ').collect();
    ApiKeyScope::ALL.iter().copied().filter(|scope| words.contains(&scope.as_str())).collect()
}

/// Scopes as their text.
pub fn write_scopes(scopes: &[ApiKeyScope]) -> String {
    let known = ApiKeyScope::ALL.iter().filter(|scope| scopes.contains(scope));
    known.map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
