//! A page of fifty leads with their assignees, through the schema.

use anyhow::bail;
use async_graphql::{Request, Variables};
use serde_json::{Value, json};

use super::{
    super::runtime::Runtime,
    data::Data,
    figures::{show, time},
};
use crate::{context::Ctx, graphql};

const REQUESTS: usize = 2_000;
const PAGE: &str = "query Page($after: String) { leads(first: 50, after: $after) {
    edges { cursor node { id number name status assignee { id name } } } pageInfo { hasNextPage endCursor } } }";

/// Measures pages one after the other, and many at once; the first and one deep in the list.
pub async fn measure(runtime: &Runtime, data: &Data) -> anyhow::Result<()> {
    let schema = graphql::Api::new();
    let ctx = Ctx { actor: data.actor.clone(), ..runtime.ctx("bench") };
    let mut deep = Value::Null;
    for _ in 0..100 {
        deep = ask(&schema, &ctx, &deep).await?["leads"]["pageInfo"]["endCursor"].clone();
    }
    for (what, after, at_once) in [
        ("page of 50 with assignee, one at a time", &Value::Null, 1),
        ("page of 50 with assignee, page 101, one at a time", &deep, 1),
        ("page of 50 with assignee, 16 at once", &Value::Null, 16),
    ] {
        let work = |_| async { ask(&schema, &ctx, after).await.map(|_| ()) };
        time(REQUESTS / 10, at_once, work).await?;
        let (durations, wall) = time(REQUESTS, at_once, work).await?;
        show(what, durations, wall);
    }
    Ok(())
}

async fn ask(schema: &graphql::Api, ctx: &Ctx, after: &Value) -> anyhow::Result<Value> {
    let variables = Variables::from_json(json!({ "after": after }));
    let response = schema.execute(Request::new(PAGE).variables(variables).data(ctx.clone())).await;
    if let Some(error) = response.errors.first() {
        bail!("the page failed: {}", error.message);
    }
    Ok(response.data.into_json()?)
}
