//! Sign-ins that are under way at an OpenID provider.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_attempts")]
pub struct Model {
    /// SHA-256 of the state that the provider gives back, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub state_hash: String,
    /// SHA-256 of what the browser keeps, in hexadecimal.
    pub browser_hash: String,
    /// What the id token must repeat.
    pub nonce: String,
    /// What the provider asks for when the code is exchanged (PKCE).
    pub verifier: String,
    /// What the client's own verifier must come to (PKCE).
    pub challenge: String,
    /// Where the browser goes in the end.
    pub return_to: String,
    /// When it is too late.
    pub expires_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
