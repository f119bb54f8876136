//! A page that is found place by place is the page that the plain condition finds: whatever somebody reaches, in every
//! order, under every filter, from every cursor.

use chrono::TimeDelta;
use entity::{GroupId, LeadStatus, Role, UnitId, UserId, group, lead, lead_type, unit};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel};

use super::{LeadOrder, LeadOrderField, LeadQuery, Parts, count, list};
use crate::{
    auth::{Actor, Reach, visible_leads},
    communications::fixture::{World, lead_model, start, worlds},
    context::Ctx,
    db::{Cursor, Direction, Nulls, PageRequest},
};

const LEADS: i64 = 150;
const CASES: usize = 150;
const USERS: u128 = 5;
const PLACES: u128 = 4;

/// Somebody's reach by the numbers of groups and units, and what they ask for.
#[derive(Clone, Debug)]
struct Case {
    user: u128,
    groups: Vec<u128>,
    units: Vec<u128>,
    managed_units: Vec<u128>,
    status: Option<LeadStatus>,
    order: Option<(LeadOrderField, bool)>,
    limit: u64,
    backward: bool,
}

fn cases() -> impl Strategy<Value = Case> {
    let some = || prop::collection::btree_set(1..=PLACES, 0..=3);
    let fields = prop::sample::select(vec![
        LeadOrderField::CreatedAt,
        LeadOrderField::CreatedAt,
        LeadOrderField::UpdatedAt,
        LeadOrderField::Number,
        LeadOrderField::ExpectedCompletionDate,
    ]);
    let status = prop::sample::select(vec![LeadStatus::New, LeadStatus::Warm, LeadStatus::Cold]);
    let order = prop::option::of((fields, any::<bool>()));
    let places = (some(), some(), some());
    let page = (1_u64..12, any::<bool>());
    (1..=USERS, places, prop::option::of(status), order, page).prop_map(
        |(user, (groups, units, managed), status, order, (limit, backward))| {
            let mut units: Vec<_> = units.union(&managed).copied().collect();
            units.sort_unstable();
            let (groups, managed_units) = (groups.into_iter().collect(), managed.into_iter().collect());
            Case { user, groups, units, managed_units, status, order, limit, backward }
        },
    )
}

fn group_id(number: u128) -> GroupId {
    uuid::Uuid::from_u128(0x7_0000_0000 + number).into()
}

fn unit_id(number: u128) -> UnitId {
    uuid::Uuid::from_u128(0x8_0000_0000 + number).into()
}

/// Leads in all places and in none, many of them of the same moment, some deleted.
async fn fill(world: &World) -> Vec<UserId> {
    let (db, now) = (world.ctx.db.conn(), start());
    let mut users = Vec::new();
    for number in 1..=USERS {
        users.push(world.user(number).await.id);
    }
    for number in 1..=PLACES {
        let name = format!("Place {number}");
        let group = group::Model {
            id: group_id(number),
            name: name.clone(),
            version: 1,
            created_at: now,
            updated_at: now,
        };
        group::Entity::insert(group.into_active_model()).exec_without_returning(db).await.unwrap();
        let unit = unit::Model { id: unit_id(number), name, version: 1, created_at: now, updated_at: now };
        unit::Entity::insert(unit.into_active_model()).exec_without_returning(db).await.unwrap();
    }
    let lead_type_id = lead_type::Entity::find().one(db).await.unwrap().unwrap().id;
    let mut random = fastrand::Rng::with_seed(7);
    let statuses = [LeadStatus::New, LeadStatus::Warm, LeadStatus::Cold];
    let leads = (1..=LEADS).map(|number| {
        let mut place = |most: u128| Some(random.u128(0..=most)).filter(|number| *number > 0);
        let (group, unit, assignee) = (place(PLACES), place(PLACES), place(USERS));
        let lead = lead::Model {
            lead_type_id,
            group_id: group.map(group_id),
            unit_id: unit.map(unit_id),
            assignee_id: assignee.map(|number| users[usize::try_from(number).unwrap() - 1]),
            status: statuses[random.usize(0..3)],
            created_at: now + TimeDelta::minutes(random.i64(0..12)),
            updated_at: now + TimeDelta::minutes(random.i64(0..12)),
            deleted_at: (random.u8(0..10) == 0).then_some(now),
            expected_completion_date: random.bool().then(|| now.date_naive()),
            ..lead_model(number)
        };
        lead.into_active_model()
    });
    lead::Entity::insert_many(leads.collect::<Vec<_>>()).exec_without_returning(db).await.unwrap();
    users
}

impl Case {
    fn actor(&self, users: &[UserId]) -> Actor {
        let units = |numbers: &[u128]| numbers.iter().map(|number| unit_id(*number)).collect();
        let reach = Reach {
            groups: self.groups.iter().map(|number| group_id(*number)).collect(),
            managed_groups: Vec::new(),
            units: units(&self.units),
            managed_units: units(&self.managed_units),
            as_of: 0,
        };
        Actor::person(users[usize::try_from(self.user).unwrap() - 1], Role::Manager, reach)
    }

    fn query(&self, condition: Option<Condition>) -> LeadQuery {
        let status = self.status.map(|status| lead::Column::Status.eq(status));
        let order = self.order.map(|(field, descends)| LeadOrder {
            field,
            direction: if descends { Direction::Desc } else { Direction::Asc },
            nulls: Nulls::Last,
        });
        LeadQuery {
            condition: Some(Condition::all().add_option(status).add_option(condition)),
            order: order.into_iter().collect(),
            ..LeadQuery::default()
        }
    }
}

/// All pages one after the other: the leads, and the cursors between.
async fn pages(ctx: &Ctx, query: &LeadQuery, case: &Case) -> Vec<(Vec<i64>, bool, bool, Option<Cursor>)> {
    let parts = || Parts { lead: vec![lead::Column::Number], assignee: true };
    let mut pages = Vec::new();
    let mut place: Option<Cursor> = None;
    loop {
        let (after, before) = if case.backward { (None, place) } else { (place, None) };
        let request = PageRequest { limit: case.limit, backward: case.backward, after, before };
        let page = list(ctx, query, &request, parts()).await.unwrap();
        let numbers: Vec<_> = page.rows.iter().map(|(_, part)| part.lead.number).collect();
        let edge = if case.backward { page.rows.first() } else { page.rows.last() };
        place = edge.map(|(cursor, _)| cursor.clone());
        let goes_on = if case.backward { page.has_previous } else { page.has_next };
        pages.push((numbers, page.has_next, page.has_previous, place.clone()));
        if !goes_on {
            return pages;
        }
    }
}

#[tokio::test]
async fn found_place_by_place_or_by_the_plain_condition_a_page_is_the_same() {
    for world in worlds().await {
        let users = fill(&world).await;
        let mut runner = TestRunner::deterministic();
        let mut rows = 0;
        for _ in 0..CASES {
            let case = cases().new_tree(&mut runner).unwrap().current();
            let actor = case.actor(&users);
            let plain = case.query(Some(visible_leads(&actor)));
            let somebody = Ctx { actor, ..world.ctx.clone() };
            let found = pages(&somebody, &case.query(None), &case).await;
            let expected = pages(&world.ctx, &plain, &case).await;
            assert_eq!(found, expected, "{case:?}");
            let total = count(&somebody, &case.query(None)).await.unwrap();
            assert_eq!(total, found.iter().map(|page| page.0.len() as u64).sum::<u64>(), "{case:?}");
            rows += total;
        }
        assert!(rows > 2_000, "{rows} rows");
    }
}
