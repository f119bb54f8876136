//! A large organisation: a thousand users in fifty groups that collaborate, and a million leads among them.

use anyhow::Context as _;
use chrono::TimeDelta;
use entity::{
    GroupId, Role, UnitId, UserId, group, group_collaboration, group_member, lead, unit, unit_member, user,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, PaginatorTrait,
    QueryFilter,
};

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
/// Leads in one statement.
const BATCH: usize = 50_000;
/// The numbers of the leads begin here.
const FIRST_NUMBER: usize = 1_000;

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
    let begin = Clock::from(ManualClock::new(now - TimeDelta::days(365)));
    let ctx = Ctx { clock: begin, ..runtime.ctx("bench") };
    let people = organise(&ctx).await?;
    let template = template(&ctx).await?;
    let started = std::time::Instant::now();
    for from in (0..count).step_by(BATCH) {
        let tx = ctx.db.begin().await?;
        tx.execute_unprepared(&multiply(&ctx, &template, count, from..(from + BATCH).min(count))).await?;
        tx.commit_without_entry().await?;
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
    Ok(people)
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

async fn organise(ctx: &Ctx) -> anyhow::Result<People> {
    let new = |role| NewUser {
        email: address(role),
        name: "User 0".to_owned(),
        role,
        password: None,
        locale: None,
        time_zone: None,
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
    tx.commit_without_entry().await?;
    Ok(People { admin: admin.id, agent: one.id })
}

/// Everybody belongs to a group and a unit; each group sees the leads of two others.
async fn belong(ctx: &Ctx, tx: &Tx, organisation: &Organisation) -> anyhow::Result<()> {
    let Organisation { users, groups, units } = organisation;
    let now = ctx.clock.now();
    let members = users.iter().enumerate().map(|(number, user)| {
        let group_id = groups[number % GROUPS];
        group_member::Model { id: ctx.new_id(), group_id, user_id: *user, is_manager: false, joined_at: now }
            .into_active_model()
    });
    group_member::Entity::insert_many(members).exec_without_returning(&**tx).await?;
    let members = users.iter().enumerate().map(|(number, user)| {
        let unit_id = units[number % UNITS];
        unit_member::Model { id: ctx.new_id(), unit_id, user_id: *user, is_manager: false, joined_at: now }
            .into_active_model()
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

/// The lead that all others are made from.
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
    Ok(leads::create(ctx, &NewLead { status: None, fields }, Mode::Commit).await?.lead)
}

/// The statement that makes these of so many leads from the first. The measured agent is in group 0, which sees groups 1
/// and 2: these three have 1.9 per cent of the leads. A quarter has no assignee, a twentieth is in a unit.
fn multiply(ctx: &Ctx, first: &lead::Model, count: usize, numbers: std::ops::Range<usize>) -> String {
    let is_sqlite = ctx.db.is_sqlite();
    let begin = ctx.clock.now().timestamp_millis();
    let step = 365 * 86_400 * 1_000 / count;
    let millis = format!("({begin} + n * {step})");
    let id = if is_sqlite {
        format!(
            "unhex(printf('%012x', {millis}) || '7' || printf('%03x', n % 4096) || '8' || printf('%015x', n))"
        )
    } else {
        format!(
            "(lpad(to_hex({millis}), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(n), 15, '0'))::uuid"
        )
    };
    let at = if is_sqlite {
        format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', {millis} / 1000, 'unixepoch')")
    } else {
        format!("to_timestamp({millis} / 1000)")
    };
    let statuses = entity::LeadStatus::ALL.iter().enumerate();
    let statuses = statuses.map(|(index, status)| format!("when {index} then '{status}'"));
    let statuses = statuses.collect::<Vec<_>>().join(" ");
    let closed = entity::LeadStatus::ALL.iter().enumerate().filter(|(_, status)| !leads::is_open(**status));
    let closed = closed.map(|(index, _)| index.to_string()).collect::<Vec<_>>().join(", ");
    let is_closed = format!("{} % 15 in ({closed})", chance(3));
    let columns: Vec<&str> = lead::Column::iter().map(|column| column.as_str()).collect();
    let values = columns.iter().map(|column| match *column {
        "id" => id.clone(),
        "number" => format!("n + {FIRST_NUMBER}"),
        "last_name" => "'Last' || n".to_owned(),
        "email" | "email_key" => "'lead' || n || '@acme.example'".to_owned(),
        "search_text" => "'first last' || n || ' company ltd vienna'".to_owned(),
        "status" => format!("case {} % 15 {statuses} end", chance(3)),
        "created_at" | "updated_at" | "last_touch_at" | "status_since" => at.clone(),
        "group_id" => "g.id".to_owned(),
        "assignee_id" => "case when n % 4 <> 0 then u.id end".to_owned(),
        "unit_id" => "case when n % 20 = 0 then d.id end".to_owned(),
        "waiting_since" => format!("case when n % 20 = 0 and not {is_closed} then {at} end"),
        column => format!("origin.{column}"),
    });
    let values: Vec<_> = values.collect();
    let places =
        |table: &str| format!("(select id, row_number() over (order by id) - 1 as place from {table})");
    let series = if is_sqlite {
        format!(
            "(with recursive numbers (n) as (select {} union all select n + 1 from numbers where n < {})
                  select n from numbers)",
            numbers.start,
            numbers.end - 1
        )
    } else {
        format!("(select generate_series({}, {})::bigint as n)", numbers.start, numbers.end - 1)
    };
    let group = format!(
        "(case when {0} % 1000 < 10 then 0 when {0} % 1000 < 15 then 1 when {0} % 1000 < 19 then 2
          else 3 + {0} % {1} end)",
        chance(0),
        GROUPS - 3
    );
    format!(
        "insert into leads ({columns}) select {values} from {series} as numbers
         cross join (select * from leads where number = {first}) as origin
         join {groups} as g on g.place = {group}
         join {users} as u on u.place = {user} % {USERS}
         join {units} as d on d.place = {unit} % {UNITS}",
        columns = columns.join(", "),
        values = values.join(", "),
        first = first.number,
        groups = places("groups"),
        users = places("users"),
        units = places("units"),
        user = chance(1),
        unit = chance(2),
    )
}

/// A number that looks like chance and is the same each time, as an expression.
fn chance(salt: usize) -> String {
    format!("((n + {salt} * 7919) * 48271 % 2147483647 / 64)")
}
