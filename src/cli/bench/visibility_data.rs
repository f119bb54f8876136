//! A large organisation: a thousand users in fifty groups that collaborate, and a million leads among them.

use anyhow::Context as _;
use chrono::TimeDelta;
use entity::{
    GroupId, Role, UnitId, UserId, group, group_collaboration, group_member, lead, unit, unit_member, user,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use super::super::{output::say, runtime::Runtime};
use crate::{
    clock::{Clock, ManualClock},
    context::{Ctx, Mode},
    db::Tx,
    leads::{self, Change, LeadPatch, NewLead},
    users::{self, NewUser},
};

const USERS: usize = 1_000;
const GROUPS: usize = 50;
const UNITS: usize = 20;
/// Leads in one statement, and in one transaction.
const ROWS: usize = 350;
const BATCH: usize = 35_000;

/// The people that are measured as.
pub struct People {
    /// Sees everything.
    pub admin: UserId,
    /// Sees what is in their group, in two that it collaborates with, what waits in their unit, and their own.
    pub agent: UserId,
}

struct Organisation {
    users: Vec<UserId>,
    groups: Vec<GroupId>,
    units: Vec<UnitId>,
}

/// Fills the database.
pub async fn fill(runtime: &Runtime, count: usize) -> anyhow::Result<People> {
    let now = runtime.clock.now();
    let clock = ManualClock::new(now - TimeDelta::days(365));
    let ctx = Ctx { clock: Clock::from(clock.clone()), ..runtime.ctx("bench") };
    let organisation = organise(&ctx).await?;
    let template = template(&ctx).await?;
    let step = TimeDelta::days(365) / i32::try_from(count)?;
    let started = std::time::Instant::now();
    for numbers in (0..count).collect::<Vec<_>>().chunks(BATCH) {
        let tx = ctx.db.begin().await?;
        for numbers in numbers.chunks(ROWS) {
            let rows = numbers.iter().map(|number| {
                clock.advance(step);
                lead(&ctx, &template, &organisation, *number).into_active_model()
            });
            lead::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(&*tx).await?;
        }
        tx.commit().await?;
    }
    if !ctx.db.is_sqlite() {
        // As the server does by itself some time after such a load.
        ctx.db.conn().execute_unprepared("vacuum analyze").await?;
    }
    let rows = lead::Entity::find().count(ctx.db.conn()).await?;
    say(format_args!(
        "{rows} leads, {USERS} users, {GROUPS} groups, {UNITS} units, filled in {:.0} s",
        started.elapsed().as_secs_f64()
    ));
    Ok(People { admin: organisation.users[USERS - 1], agent: organisation.users[0] })
}

/// Those of an earlier run.
pub async fn people(runtime: &Runtime) -> anyhow::Result<People> {
    let of = async |role: Role| {
        let found = user::Entity::find().filter(user::Column::EmailKey.eq(address(role)));
        let found = found.one(runtime.db.conn()).await?;
        found.map(|user| user.id).context("the database was filled by something else")
    };
    Ok(People { admin: of(Role::Admin).await?, agent: of(Role::Agent).await? })
}

fn address(role: Role) -> String {
    format!("{role}@leadline.example").to_lowercase()
}

async fn organise(ctx: &Ctx) -> anyhow::Result<Organisation> {
    let new = |role| NewUser {
        email: address(role),
        name: "User 0".to_owned(),
        role,
        password: None,
        locale: None,
    };
    let one = users::create(ctx, new(Role::Agent)).await?;
    let admin = users::create(ctx, new(Role::Admin)).await?;
    let now = ctx.clock.now();
    let others = (1..USERS - 1).map(|number| user::Model {
        id: ctx.new_id(),
        email: format!("agent{number}@leadline.example"),
        email_key: format!("agent{number}@leadline.example"),
        name: format!("User {number}"),
        ..one.clone()
    });
    let others: Vec<_> = others.collect();
    let name = |kind: &str, number: usize| format!("{kind} {number}");
    let groups = (0..GROUPS).map(|number| group::Model {
        id: ctx.new_id(),
        name: name("Group", number),
        version: 1,
        created_at: now,
        updated_at: now,
    });
    let groups: Vec<_> = groups.collect();
    let units = (0..UNITS).map(|number| unit::Model {
        id: ctx.new_id(),
        name: name("Unit", number),
        version: 1,
        created_at: now,
        updated_at: now,
    });
    let units: Vec<_> = units.collect();
    let mut ids = vec![one.id];
    ids.extend(others.iter().map(|user| user.id));
    ids.push(admin.id);
    let tx = ctx.db.begin().await?;
    let rows = others.into_iter().map(IntoActiveModel::into_active_model);
    user::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
    let (group_ids, unit_ids) = (
        groups.iter().map(|group| group.id).collect::<Vec<_>>(),
        units.iter().map(|unit| unit.id).collect::<Vec<_>>(),
    );
    let rows = groups.into_iter().map(IntoActiveModel::into_active_model);
    group::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
    let rows = units.into_iter().map(IntoActiveModel::into_active_model);
    unit::Entity::insert_many(rows).exec_without_returning(&*tx).await?;
    let organisation = Organisation { users: ids, groups: group_ids, units: unit_ids };
    belong(ctx, &tx, &organisation).await?;
    tx.commit().await?;
    Ok(organisation)
}

/// Everybody belongs to a group and a unit; each group sees the leads of two others.
async fn belong(ctx: &Ctx, tx: &Tx, organisation: &Organisation) -> anyhow::Result<()> {
    let Organisation { users, groups, units } = organisation;
    let now = ctx.clock.now();
    let members = users.iter().enumerate().map(|(number, user)| {
        let group_id = groups[number % GROUPS];
        group_member::Model { group_id, user_id: *user, is_manager: false, joined_at: now }
            .into_active_model()
    });
    group_member::Entity::insert_many(members).exec_without_returning(&**tx).await?;
    let members = users.iter().enumerate().map(|(number, user)| {
        let unit_id = units[number % UNITS];
        unit_member::Model { unit_id, user_id: *user, is_manager: false, joined_at: now }.into_active_model()
    });
    unit_member::Entity::insert_many(members).exec_without_returning(&**tx).await?;
    let partners = (0..GROUPS).flat_map(|number| [(number, number + 1), (number, number + 2)]);
    let partners = partners.map(|(one, other)| {
        let (group_id, partner_id) = (groups[one], groups[other % GROUPS]);
        group_collaboration::Model {
            id: ctx.new_id(),
            group_id,
            partner_id,
            is_mutual: false,
            created_at: now,
        }
        .into_active_model()
    });
    group_collaboration::Entity::insert_many(partners).exec_without_returning(&**tx).await?;
    Ok(())
}

async fn template(ctx: &Ctx) -> anyhow::Result<lead::Model> {
    let set = |text: &str| Change::Set(text.to_owned());
    let fields = LeadPatch {
        first_name: set("First"),
        last_name: set("Last"),
        company: set("Company Ltd"),
        email: set("lead@acme.example"),
        city: set("Vienna"),
        initial_interest: set("A quote for the standard package, and a call next week."),
        source_key: set("WEB_SITE"),
        ..LeadPatch::default()
    };
    Ok(leads::create(ctx, &NewLead { status: None, fields }, Mode::Rehearse).await?.lead)
}

/// One of the million. The measured agent's three groups have 1.9 per cent of them.
fn lead(ctx: &Ctx, template: &lead::Model, organisation: &Organisation, number: usize) -> lead::Model {
    let Organisation { users, groups, units } = organisation;
    let group = match mixed(number) % 1_000 {
        0..10 => 0,
        10..15 => 1,
        15..19 => 2,
        other => 3 + other % (GROUPS - 3),
    };
    let assignee = (!number.is_multiple_of(4)).then(|| users[mixed(number + 1) % users.len()]);
    let unit = number.is_multiple_of(20).then(|| units[mixed(number + 2) % units.len()]);
    let (now, email) = (ctx.clock.now(), format!("lead{number}@acme.example"));
    lead::Model {
        id: ctx.new_id(),
        number: i64::try_from(number).unwrap_or_default() + 1,
        last_name: Some(format!("Last{number}")),
        company: Some(format!("Company {} Ltd", number % 5_003)),
        email_key: Some(email.clone()),
        email: Some(email),
        search_text: format!("l {number} first last{number} company {} ltd", number % 5_003),
        group_id: Some(groups[group]),
        unit_id: unit,
        assignee_id: assignee,
        status: entity::LeadStatus::ALL[mixed(number + 3) % entity::LeadStatus::ALL.len()],
        created_at: now,
        updated_at: now,
        last_touch_at: now,
        ..template.clone()
    }
}

/// A number that looks like chance, and is the same each time.
fn mixed(number: usize) -> usize {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33
}
