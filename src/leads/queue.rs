//! Queues: what waits in units, and what comes and goes there.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{LeadId, Role, UnitId, UserId, event, lead, unit, unit_member};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::list::{LeadOrder, LeadOrderField, LeadQuery};
use crate::{
    auth::Actor,
    context::Ctx,
    db::{Direction, Nulls},
    error::{Error, Result},
};

/// Leads that wait in a unit, or in all units of the actor, longest first.
pub fn waiting(ctx: &Ctx, unit: Option<UnitId>, condition: Option<Condition>) -> LeadQuery {
    let mut waiting = Condition::all().add(lead::Column::WaitingSince.is_not_null());
    match (unit, &ctx.actor) {
        (Some(unit), _) => waiting = waiting.add(lead::Column::UnitId.eq(unit)),
        (None, Actor::User(person)) if person.role < Role::Admin => {
            let reach = person.reach();
            let units = reach.units.iter().chain(&reach.managed_units).copied();
            waiting = waiting.add(lead::Column::UnitId.is_in(units));
        }
        (None, _) => {}
    }
    let longest =
        LeadOrder { field: LeadOrderField::WaitingSince, direction: Direction::Asc, nulls: Nulls::Never };
    LeadQuery { condition: Some(waiting.add_option(condition)), order: vec![longest], ..LeadQuery::default() }
}

/// What a queue gained or lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whether a lead came or went.
    pub kind: Move,
    /// Whose queue.
    pub unit: UnitId,
    /// Which lead.
    pub lead: LeadId,
    /// Who took it, where somebody did.
    pub taken_by: Option<UserId>,
}

/// Whether a lead came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It came.
    Entered,
    /// It went.
    Left,
}

/// Whose queues somebody follows. They may join and leave units while they do: each event is judged by what they reach
/// then.
#[derive(Clone, Debug)]
pub struct Membership {
    unit: Option<UnitId>,
    joined: Arc<Mutex<Joined>>,
}

/// Since when somebody works in their units.
#[derive(Debug, Default)]
struct Joined {
    /// The state of the organisation before it was read; absent: not yet read.
    as_of: Option<i64>,
    since: Arc<HashMap<UnitId, DateTime<Utc>>>,
}

impl Membership {
    /// For one unit, or all of the actor's.
    ///
    /// # Errors
    /// There is no such unit, or the database failed.
    pub async fn of(ctx: &Ctx, unit: Option<UnitId>) -> Result<Self> {
        if let Some(unit) = unit
            && unit::Entity::find_by_id(unit).one(ctx.db.conn()).await?.is_none()
        {
            return Err(Error::not_found("unit", "unit_id"));
        }
        Ok(Self { unit, joined: Arc::default() })
    }

    /// What an event changed in the queues that are followed: of two, what went comes first. Every event that moves a
    /// lead into a queue or out of one says so itself (`handover::Queues`).
    pub fn changes(&self, ctx: &Ctx, event: &event::Model) -> Vec<Change> {
        let Some(lead) = event.lead_id else { return Vec::new() };
        let followed = |unit: &UnitId| match (self.unit, &ctx.actor) {
            (Some(wanted), _) => wanted == *unit,
            (None, Actor::User(person)) if person.role < Role::Admin => person.reach().units.contains(unit),
            (None, _) => true,
        };
        let moves = [("leftQueue", Move::Left), ("enteredQueue", Move::Entered)];
        let moves = moves.into_iter().filter_map(|(key, kind)| Some((kind, read::<UnitId>(event, key)?)));
        let taken_by = read(event, "assigneeId");
        moves
            .filter(|(_, unit)| followed(unit))
            .map(|(kind, unit)| Change {
                kind,
                unit,
                lead,
                taken_by: taken_by.filter(|_| kind == Move::Left),
            })
            .collect()
    }

    /// Whether somebody who does not see the lead any more saw it go: they worked in the unit then, and so saw it wait.
    ///
    /// # Errors
    /// The database failed.
    pub async fn saw_it_go(&self, ctx: &Ctx, change: &Change, at: DateTime<Utc>) -> Result<bool> {
        if change.kind != Move::Left {
            return Ok(false);
        }
        let joined = self.joined(ctx).await?;
        Ok(joined.get(&change.unit).is_some_and(|joined| *joined <= at))
    }

    /// Read anew only when the organisation has changed: many follow a queue, and all of them hear that a lead went.
    async fn joined(&self, ctx: &Ctx) -> Result<Arc<HashMap<UnitId, DateTime<Utc>>>> {
        let Actor::User(person) = &ctx.actor else { return Ok(Arc::default()) };
        let as_of = person.reach().as_of;
        let mut joined = self.joined.lock().await;
        if joined.as_of != Some(as_of) {
            let own = unit_member::Entity::find().filter(unit_member::Column::UserId.eq(person.id));
            let rows = own.all(ctx.db.conn()).await?.into_iter();
            let since = rows.map(|member| (member.unit_id, member.joined_at)).collect();
            *joined = Joined { as_of: Some(as_of), since: Arc::new(since) };
        }
        Ok(joined.since.clone())
    }
}

fn read<T: DeserializeOwned>(event: &event::Model, key: &str) -> Option<T> {
    event.data.get(key).cloned().and_then(|value| serde_json::from_value(value).ok())
}
