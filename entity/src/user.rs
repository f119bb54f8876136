//! People who work with leads.

use crate::{enums::Role, ids::UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// Address, as given; unique without regard to case.
    pub email: String,
    /// The address in lower case.
    pub email_key: String,
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// argon2id, in PHC string format; absent for users who cannot sign in by password.
    pub password_hash: Option<String>,
    /// BCP 47 language tag, such as `de-AT`; their mail is written in it.
    pub locale: Option<String>,
    /// IANA time zone, such as `Europe/Vienna`.
    pub time_zone: Option<String>,
    /// Whether they may sign in and get mail.
    pub is_active: bool,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When they were added.
    pub created_at: DateTimeUtc,
    /// When they last changed.
    pub updated_at: DateTimeUtc,
}

crate::told::told!(User id; email, name, role, locale, time_zone, is_active);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
