//! Texts that replace a shipped template, or add one.

use crate::ids::{TemplateOverrideId, UserId};
use sea_orm::entity::prelude::*;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "template_overrides")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TemplateOverrideId,
    /// The template's name, such as `status_new`.
    pub name: String,
    /// BCP 47 language tag; empty for the default language.
    pub locale: String,
    /// The subject's source.
    pub subject: String,
    /// The text part's source.
    pub text: String,
    /// The HTML part's source.
    pub html: Option<String>,
    /// Counts changes, for optimistic concurrency.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
    /// Who changed it.
    pub updated_by: Option<UserId>,
}

crate::told::told!(Template id; name, locale, subject, text, html);

/// None: rows are joined by hand where it is measured to pay, else by loaders.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
