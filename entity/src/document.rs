//! GraphQL documents that clients may ask for by id: the list of trusted documents.

use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    /// How clients name it: the SHA-256 of its text in hexadecimal, or what its manifest says.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// Names of its operations, for people.
    pub name: String,
    /// Its text.
    pub body: String,
    /// When it was put on the list.
    pub added_at: DateTimeUtc,
}

crate::told::told!(Document id; name, sha256);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
