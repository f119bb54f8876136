//! `leadline bench visibility`: what it costs that an agent sees two leads in a hundred, beside an administrator, who
//! sees all of them.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::bail;
use async_graphql::{Request, Variables};
use entity::{Role, UserId, lead};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use serde_json::{Value, json};

use super::{
    super::{output::say, runtime::Runtime, seed::refuse_production},
    figures::{show, time},
    visibility_data::{self, People},
};
use crate::{
    auth::{Actor, Reach, reach},
    config::Config,
    context::Ctx,
    db::SqlObserver,
    graphql, jobs,
};

const LEADS: &str = "query Page($after: String, $filter: LeadFilter, $order: [LeadOrder!]) {
    leads(first: 50, after: $after, filter: $filter, orderBy: $order) {
        edges { cursor node { id number name status assignee { id name } } } pageInfo { hasNextPage endCursor } } }";
const QUEUE: &str = "query Queue($after: String) {
    leads: queue(first: 50, after: $after) {
        edges { cursor node { id number name status assignee { id name } } } pageInfo { hasNextPage endCursor } } }";
const TOTAL: &str = "{ leads(first: 1) { totalCount } }";

/// Measure what visibility costs, on an empty database: fills it with users, groups and leads, then reads as an
/// administrator and as an agent
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many leads to fill the database with
    #[arg(long, default_value_t = 1_000_000)]
    leads: usize,
    /// How many pages of each kind to read
    #[arg(long, default_value_t = 500)]
    pages: usize,
    /// Measure what an earlier run has filled
    #[arg(long)]
    filled: bool,
    /// Only fill the database
    #[arg(long, conflicts_with = "filled")]
    fill_only: bool,
}

/// The last statement that read leads.
type Last = Arc<Mutex<Option<Statement>>>;

/// Runs the command.
///
/// # Errors
/// The database is not empty (or not filled), or failed.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    refuse_production(&config)?;
    let last = Last::default();
    let heard = last.clone();
    let observer: SqlObserver = Arc::new(move |info| {
        if info.statement.sql.contains("FROM \"leads\"") {
            *heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(info.statement.clone());
        }
    });
    let runtime = Runtime::open_observed(config, Some(observer)).await?;
    jobs::migrate(&runtime.db).await?;
    say(if runtime.db.is_sqlite() { "SQLite" } else { "PostgreSQL" });
    let is_empty = lead::Entity::find().count(runtime.db.conn()).await? == 0;
    let people = match (args.filled, is_empty) {
        (false, true) => visibility_data::fill(&runtime, args.leads).await?,
        (true, false) => visibility_data::people(&runtime).await?,
        (false, false) => {
            bail!("the bench needs an empty database: set LEADLINE_DATABASE__URL to one that may be filled")
        }
        (true, true) => bail!("the database has no leads: run it once without --filled"),
    };
    if !args.fill_only {
        measure(&runtime, &people, args.pages, &last).await?;
    }
    runtime.close().await;
    Ok(())
}

async fn measure(runtime: &Runtime, people: &People, pages: usize, last: &Last) -> anyhow::Result<()> {
    let reach = reach::of(runtime.db.conn(), people.agent, Role::Agent).await?;
    let readers = [
        ("admin", reader(runtime, people.admin, Role::Admin, Reach::default())),
        ("agent", reader(runtime, people.agent, Role::Agent, reach)),
        ("newcomer", reader(runtime, runtime.ctx("bench").new_id(), Role::Agent, Reach::default())),
    ];
    let schema = graphql::Api::new();
    let total = |answer: &Value| answer["leads"]["totalCount"].as_f64().unwrap_or_default();
    let mut totals = Vec::new();
    for (_, ctx) in &readers {
        totals.push(total(&ask(&schema, ctx, TOTAL, &Value::Null).await?));
    }
    let share = totals[1] / totals[0] * 100.0;
    say(format_args!("the agent sees {} leads, {share:.1} % of all; the newcomer {}", totals[1], totals[2]));
    let mut deep = Vec::new();
    for (_, ctx) in &readers {
        let mut after = Value::Null;
        for _ in 0..100 {
            after =
                ask(&schema, ctx, LEADS, &json!({ "after": after })).await?["leads"]["pageInfo"]["endCursor"]
                    .clone();
        }
        deep.push(after);
    }
    let all = |variables: Value| vec![variables; readers.len()];
    let by = |field: &str| json!({ "order": [{ "field": field, "direction": "DESC" }] });
    let deep = deep.into_iter().map(|after| json!({ "after": after })).collect();
    for (what, document, variables) in [
        ("page of 50, newest first", LEADS, all(Value::Null)),
        ("page 101", LEADS, deep),
        ("page of one status", LEADS, all(json!({ "filter": { "status": { "eq": "WARM" } } }))),
        ("page by last change", LEADS, all(by("UPDATED_AT"))),
        ("lead by e-mail", LEADS, all(json!({ "filter": { "email": { "eq": "lead4711@acme.example" } } }))),
        ("queue of all units", QUEUE, all(Value::Null)),
        ("total count", TOTAL, all(Value::Null)),
    ] {
        for ((who, ctx), variables) in readers.iter().zip(&variables) {
            let work = |_| async { ask(&schema, ctx, document, variables).await.map(|_| ()) };
            let count = if document == TOTAL { pages / 50 } else { pages };
            time(count / 10 + 1, 1, work).await?;
            let (durations, wall) = time(count.max(3), 1, work).await?;
            show(&format!("{what}, as {who}"), durations, wall);
            explain(runtime, last).await?;
        }
    }
    Ok(())
}

fn reader(runtime: &Runtime, user: UserId, role: Role, reach: Reach) -> Ctx {
    Ctx { actor: Actor::person(user, role, reach), ..runtime.ctx("bench") }
}

async fn ask(schema: &graphql::Api, ctx: &Ctx, document: &str, variables: &Value) -> anyhow::Result<Value> {
    let variables = if variables.is_null() { json!({}) } else { variables.clone() };
    let request = Request::new(document).variables(Variables::from_json(variables)).data(ctx.clone());
    let response = schema.execute(request).await;
    if let Some(error) = response.errors.first() {
        bail!("the page failed: {}", error.message);
    }
    Ok(response.data.into_json()?)
}

/// Prints how the database found the last page.
async fn explain(runtime: &Runtime, last: &Last) -> anyhow::Result<()> {
    let statement = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(mut statement) = statement else { bail!("no statement was heard of") };
    let (word, column) = if runtime.db.is_sqlite() {
        ("EXPLAIN QUERY PLAN", "detail")
    } else {
        ("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)", "QUERY PLAN")
    };
    statement.sql = format!("{word} {}", statement.sql);
    for row in runtime.db.conn().query_all_raw(statement).await? {
        say(format_args!("    {}", row.try_get::<String>("", column)?));
    }
    Ok(())
}
