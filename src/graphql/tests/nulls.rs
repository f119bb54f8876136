//! Where errors leave their null. The library got this wrong in its stable releases, so it is held here: a failing field
//! that may be absent is null alone; one that may not takes its parent with it.

#![allow(clippy::unused_async, reason = "resolvers are")]

use std::fmt::Write;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Guard, Object, Schema};

use crate::graphql::errors::{ApiError, Result};

struct Query;
struct Parent;
struct Nobody;

impl Guard for Nobody {
    async fn check(&self, _: &Context<'_>) -> async_graphql::Result<()> {
        Err(fails::<()>().unwrap_err().into())
    }
}

fn fails<T>() -> Result<T> {
    Err(ApiError::new("FAILED", "it fails"))
}

#[Object]
impl Query {
    async fn parent(&self) -> Option<Parent> {
        Some(Parent)
    }
    async fn other(&self) -> i32 {
        1
    }
}

#[Object]
impl Parent {
    async fn fine(&self) -> i32 {
        1
    }
    async fn required(&self) -> Result<i32> {
        fails()
    }
    async fn required_absent(&self) -> Result<Option<i32>> {
        fails()
    }
    async fn alone(&self) -> Option<Result<i32>> {
        Some(fails())
    }
    async fn list(&self) -> Vec<Option<Result<i32>>> {
        vec![Some(Ok(1)), Some(fails()), None]
    }
    async fn strict_list(&self) -> Vec<Result<i32>> {
        vec![Ok(1), fails()]
    }
    #[graphql(guard = "Nobody")]
    async fn guarded(&self) -> i32 {
        1
    }
    #[graphql(guard = "Nobody")]
    async fn guarded_absent(&self) -> Option<i32> {
        Some(1)
    }
}

#[tokio::test]
async fn errors_leave_their_null_where_the_specification_says() {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let mut told = String::new();
    for field in ["required", "requiredAbsent", "alone", "list", "strictList", "guarded", "guardedAbsent"] {
        let response = schema.execute(format!("{{ parent {{ fine {field} }} other }}")).await;
        let paths: Vec<_> =
            response.errors.iter().map(|error| serde_json::to_string(&error.path).unwrap()).collect();
        let data = serde_json::to_string(&response.data).unwrap();
        writeln!(told, "{field}: {data} {}", paths.join(" ")).unwrap();
    }
    insta::assert_snapshot!(told, @r#"
    required: {"parent":null,"other":1} ["parent","required"]
    requiredAbsent: {"parent":null,"other":1} ["parent","requiredAbsent"]
    alone: {"parent":{"fine":1,"alone":null},"other":1} ["parent","alone"]
    list: {"parent":{"fine":1,"list":[1,null,null]},"other":1} ["parent","list",1]
    strictList: {"parent":null,"other":1} ["parent","strictList",1]
    guarded: {"parent":null,"other":1} ["parent","guarded"]
    guardedAbsent: {"parent":null,"other":1} ["parent","guardedAbsent"]
    "#);
}
