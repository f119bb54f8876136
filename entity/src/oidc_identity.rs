//! Accounts at an OpenID provider with which users sign in.

use crate::ids::{OidcIdentityId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oidc_identities")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OidcIdentityId,
    /// Who signs in with it.
    pub user_id: UserId,
    /// The provider.
    pub issuer: String,
    /// The account there: unique with the provider, and never given to another.
    pub subject: String,
    /// When it was linked to the user.
    pub linked_at: DateTimeUtc,
    /// When it was last used.
    pub signed_in_at: DateTimeUtc,
}

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
