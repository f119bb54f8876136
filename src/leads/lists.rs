//! The definable lists, and finding their entries by key.

use entity::{LeadSourceId, lead_source, lead_type, lost_reason};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    auth::{
        Actor,
        lead_types::{AllowedUnits, Candidate},
    },
    error::{Code, Problem, Result},
};

/// Every kind of lead, by name.
///
/// # Errors
/// The database failed.
pub async fn lead_types(db: &impl ConnectionTrait) -> Result<Vec<lead_type::Model>> {
    Ok(lead_type::Entity::find().order_by_asc(lead_type::Column::Name).all(db).await?)
}

/// Every source, by name.
///
/// # Errors
/// The database failed.
pub async fn sources(db: &impl ConnectionTrait) -> Result<Vec<lead_source::Model>> {
    Ok(lead_source::Entity::find().order_by_asc(lead_source::Column::Name).all(db).await?)
}

/// Every lost reason, by name.
///
/// # Errors
/// The database failed.
pub async fn lost_reasons(db: &impl ConnectionTrait) -> Result<Vec<lost_reason::Model>> {
    Ok(lost_reason::Entity::find().order_by_asc(lost_reason::Column::Name).all(db).await?)
}

/// What fields refer to by key, read once for however many leads.
pub(super) struct Lists {
    lead_types: Vec<lead_type::Model>,
    sources: Vec<lead_source::Model>,
    /// Who may use which kind of lead.
    pub(super) allowed: AllowedUnits,
}

impl Lists {
    /// Reads them.
    pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        Ok(Self {
            lead_types: lead_types(db).await?,
            sources: sources(db).await?,
            allowed: AllowedUnits::load(db).await?,
        })
    }

    /// The kind of lead with this key.
    pub(super) fn lead_type(&self, key: &str) -> Result<&lead_type::Model, Problem> {
        let found = self.lead_types.iter().find(|entry| entry.key == key);
        found.ok_or_else(|| unknown("lead_type_key", key, self.lead_types.iter().map(|entry| &entry.key)))
    }

    /// The kind of lead with this key, for an actor who may use it.
    pub(super) fn usable_lead_type(&self, actor: &Actor, key: &str) -> Result<&lead_type::Model, Problem> {
        let found = self.lead_type(key)?;
        let who = Candidate::from(actor);
        let may = |lead_type: &lead_type::Model| self.allowed.refuses(&who, lead_type.id).is_none();
        if may(found) {
            return Ok(found);
        }
        let keys = self.lead_types.iter().filter(|other| may(other)).map(|other| other.key.as_str());
        let others = match keys.collect::<Vec<_>>().as_slice() {
            [] => "your units may use none: ask an admin to add one of them to a lead type".to_owned(),
            keys => format!("you may use: {}", keys.join(", ")),
        };
        let message = format!("the lead type `{key}` is for other units; {others}");
        Err(Problem::new(Code::LeadTypeNotAllowed, &["lead_type_key"], message))
    }

    /// The source with this key.
    pub(super) fn source(&self, key: &str) -> Result<&lead_source::Model, Problem> {
        let found = self.sources.iter().find(|entry| entry.key == key);
        found.ok_or_else(|| unknown("source_key", key, self.sources.iter().map(|entry| &entry.key)))
    }

    /// The key of the source with this id.
    pub(super) fn source_key(&self, id: LeadSourceId) -> Option<&str> {
        self.sources.iter().find(|entry| entry.id == id).map(|entry| entry.key.as_str())
    }
}

/// The lost reason with this key.
pub(super) async fn lost_reason(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Result<lost_reason::Model, Problem>> {
    let found = lost_reason::Entity::find().filter(lost_reason::Column::Key.eq(key)).one(db).await?;
    if let Some(found) = found {
        return Ok(Ok(found));
    }
    let known = lost_reasons(db).await?;
    Ok(Err(unknown("lost_reason_key", key, known.iter().map(|entry| &entry.key))))
}

fn unknown<'a>(field: &str, key: &str, known: impl Iterator<Item = &'a String>) -> Problem {
    let known = known.map(String::as_str).collect::<Vec<_>>().join(", ");
    Problem::new(Code::Invalid, &[field], format!("`{key}` is unknown; known: {known}"))
}
