//! Queues: what waits in units, and what comes and goes there.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use entity::{LeadId, Role, UnitId, UserId, event, lead, unit, unit_member};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::de::DeserializeOwned;

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
        LeadOrder { field: LeadOrderField::WaitingSince, direction: Direction::Asc, nulls: Nulls::Last };
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

/// Whose queues somebody follows, and since when they work there.
#[derive(Clone, Debug)]
pub struct Membership {
    unit: Option<UnitId>,
    joined: Arc<HashMap<UnitId, DateTime<Utc>>>,
}

impl Membership {
    /// For one unit, or all of the actor's.
    ///
    /// # Errors
    /// There is no such unit, or the database failed.
    pub async fn load(ctx: &Ctx, unit: Option<UnitId>) -> Result<Self> {
        let db = ctx.db.conn();
        if let Some(unit) = unit
            && unit::Entity::find_by_id(unit).one(db).await?.is_none()
        {
            return Err(Error::not_found("unit", "unit_id"));
        }
        let own = unit_member::Entity::find().filter(unit_member::Column::UserId.eq(ctx.actor.user_id()));
        let joined =
            own.all(db).await?.into_iter().map(|member| (member.unit_id, member.joined_at)).collect();
        Ok(Self { unit, joined: Arc::new(joined) })
    }

    /// What an event changed in the queues that are followed: of two, what went comes first. Every event that moves a
    /// lead into a queue or out of one says so itself (`handover::Queues`).
    pub fn changes(&self, ctx: &Ctx, event: &event::Model) -> Vec<Change> {
        let Some(lead) = event.lead_id else { return Vec::new() };
        let follows_all = !matches!(&ctx.actor, Actor::User(person) if person.role < Role::Admin);
        let followed = |unit: &UnitId| match self.unit {
            Some(wanted) => wanted == *unit,
            None => follows_all || self.joined.contains_key(unit),
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
    pub fn saw_it_go(&self, change: &Change, at: DateTime<Utc>) -> bool {
        change.kind == Move::Left && self.joined.get(&change.unit).is_some_and(|joined| *joined <= at)
    }
}

fn read<T: DeserializeOwned>(event: &event::Model, key: &str) -> Option<T> {
    event.data.get(key).cloned().and_then(|value| serde_json::from_value(value).ok())
}
