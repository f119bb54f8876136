//! What a kind of lead sets, and checking it.

use std::collections::BTreeSet;

use entity::{LeadTypeId, Level, UnitId, lead_type, lead_type_unit, unit};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use super::super::{contact, patch::Change};
use crate::{
    db::Tx,
    error::{Code, Problems, Result},
};

/// Most units that a kind of lead names.
const MAX_UNITS: usize = 100;
/// Longest time that a lead may be let wait.
const MAX_MINUTES: i32 = 366 * 24 * 60;

/// Defaults and rules of a kind of lead. What is `None` stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LeadTypeValues {
    /// What people call it.
    pub name: Option<String>,
    /// Priority of a new lead.
    pub default_priority: Option<Level>,
    /// Importance of a new lead.
    pub default_importance: Option<Level>,
    /// Whether `QUALIFIED` needs a known budget.
    pub requires_budget: Option<bool>,
    /// Whether `QUALIFIED` needs a known authority.
    pub requires_authority: Option<bool>,
    /// Whether `QUALIFIED` needs a known need.
    pub requires_need: Option<bool>,
    /// Whether `QUALIFIED` needs a known timing.
    pub requires_timing: Option<bool>,
    /// Minutes for which a lead may wait in a unit before it is escalated; cleared: for ever.
    pub acceptance_minutes: Change<i32>,
    /// Units whose members may use it; none: everybody.
    pub units: Option<BTreeSet<UnitId>>,
}

impl LeadTypeValues {
    /// Sets them on a row; the units have rows of their own.
    ///
    /// # Errors
    /// Everything that is wrong, together.
    pub(super) async fn apply(&self, tx: &Tx, row: &mut lead_type::Model) -> Result<()> {
        let mut problems = Problems::default();
        if let Some(given) = &self.name {
            match problems.take(contact::line("name", given)) {
                Some(Some(name)) => row.name = name,
                Some(None) => problems.add(Code::Required, &["name"], "give the lead type's name"),
                None => {}
            }
        }
        row.default_priority = self.default_priority.unwrap_or(row.default_priority);
        row.default_importance = self.default_importance.unwrap_or(row.default_importance);
        row.requires_budget = self.requires_budget.unwrap_or(row.requires_budget);
        row.requires_authority = self.requires_authority.unwrap_or(row.requires_authority);
        row.requires_need = self.requires_need.unwrap_or(row.requires_need);
        row.requires_timing = self.requires_timing.unwrap_or(row.requires_timing);
        match self.acceptance_minutes {
            Change::Keep => {}
            Change::Clear => row.acceptance_minutes = None,
            Change::Set(minutes) if (1..=MAX_MINUTES).contains(&minutes) => {
                row.acceptance_minutes = Some(minutes);
            }
            Change::Set(_) => {
                let message = format!("a number of minutes from 1 to {MAX_MINUTES}, which is 366 days");
                problems.add(Code::Invalid, &["acceptance_minutes"], message);
            }
        }
        if let Some(units) = &self.units {
            if units.len() > MAX_UNITS {
                problems.add(Code::TooLong, &["unit_ids"], format!("at most {MAX_UNITS} units"));
            }
            let known = unit::Entity::find().filter(unit::Column::Id.is_in(units.iter().copied()));
            if known.count(&**tx).await? != units.len() as u64 {
                problems.add(Code::NotFound, &["unit_ids"], "there is no unit with one of these ids");
            }
        }
        problems.finish()
    }

    /// Writes the units, if they are to change. Returns whether they did.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn keep_units(&self, tx: &Tx, id: LeadTypeId) -> Result<bool> {
        let Some(units) = &self.units else { return Ok(false) };
        let of_type = || lead_type_unit::Column::LeadTypeId.eq(id);
        let old = lead_type_unit::Entity::find().filter(of_type()).all(&**tx).await?;
        let old: BTreeSet<_> = old.into_iter().map(|row| row.unit_id).collect();
        if old == *units {
            return Ok(false);
        }
        lead_type_unit::Entity::delete_many().filter(of_type()).exec(&**tx).await?;
        let rows = units.iter().map(|unit| lead_type_unit::Model { lead_type_id: id, unit_id: *unit });
        let rows: Vec<_> = rows.map(IntoActiveModel::into_active_model).collect();
        if !rows.is_empty() {
            lead_type_unit::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
        }
        Ok(true)
    }
}
