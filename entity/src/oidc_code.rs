//! Codes that a client exchanges for tokens, once.

use crate::ids::UserId;
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_codes")]
pub struct Model {
    /// SHA-256 of the code, in hexadecimal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code_hash: String,
    /// Who signed in.
    pub user_id: UserId,
    /// What the client's verifier must come to (PKCE).
    pub challenge: String,
    /// When it is too late.
    pub expires_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
