//! A schema over a database of its own, and words for asking it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_graphql::{Request, Response, Variables};
use entity::{Role, lead};
use futures::{StreamExt, stream::BoxStream};
use serde_json::{Value, json};

use crate::{
    auth::Actor,
    communications::fixture::{World, worlds},
    context::{Ctx, Mode, Visitor},
    db::{Db, scratch},
    events::{self, Place},
    graphql::Api,
    leads::{self, Change, LeadPatch, NewLead},
};

/// A caller before the schema.
pub struct Stage {
    pub world: World,
    pub cx: Ctx,
    pub schema: Api,
    statements: Arc<AtomicUsize>,
}

/// One on each database that there is, with an admin who is signed in.
pub async fn stages() -> Vec<Stage> {
    let mut stages = Vec::new();
    for world in worlds().await {
        let user = world.user(1).await;
        let statements = Arc::new(AtomicUsize::new(0));
        let counter = statements.clone();
        let observer = Arc::new(move |_: &sea_orm::metric::Info<'_>| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let db = Db::connect(&world.ctx.config.database, Some(observer)).await.unwrap();
        let actor = Actor::user(user.id, Role::Admin);
        let cx = Ctx { db, actor, ..world.ctx.clone() };
        stages.push(Stage { world, cx, schema: Api::new(), statements });
    }
    stages
}

impl Stage {
    /// Asks, and wants an answer without errors.
    pub async fn ask(&self, document: &str, variables: Value) -> Value {
        let response = self.execute(&self.cx, document, variables).await;
        assert!(response.errors.is_empty(), "{:#?}", response.errors);
        serde_json::to_value(response.data).unwrap()
    }

    /// Asks, and wants to be refused: the code and message of the first error.
    pub async fn refused(&self, document: &str, variables: Value) -> (String, String) {
        let response = self.execute(&self.cx, document, variables).await;
        let response = serde_json::to_value(&response).unwrap();
        let error = &response["errors"][0];
        let code = error["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{response:#}"));
        (code.to_owned(), error["message"].as_str().unwrap().to_owned())
    }

    pub async fn execute(&self, cx: &Ctx, document: &str, variables: Value) -> Response {
        self.schema.execute(request(document, variables).data(cx.clone())).await
    }

    /// Asks without a token.
    pub async fn execute_as_visitor(&self, document: &str, variables: Value) -> Value {
        let Ctx { db, clock, bus, config, origin, .. } = self.cx.clone();
        let visitor = Visitor { db, clock, bus, config, origin };
        serde_json::to_value(self.schema.execute(request(document, variables).data(visitor)).await).unwrap()
    }

    pub fn subscribe(&self, document: &str, variables: Value) -> BoxStream<'static, Value> {
        let stream = self.schema.execute_stream(request(document, variables).data(self.cx.clone()));
        stream.map(|response| serde_json::to_value(response).unwrap()).boxed()
    }

    /// Waits until everything that was committed can be read in the log: on `PostgreSQL`, that is when every older
    /// transaction of the server has ended, also those of other tests.
    pub async fn settle(&self) {
        let newest = self.world.events().await.last().map(Place::from).unwrap_or_default();
        while events::end(&self.cx.db).await.unwrap() != newest {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// SQL statements since the last call.
    pub fn statements(&self) -> usize {
        self.statements.swap(0, Ordering::Relaxed)
    }

    /// A lead by the domain, with this name.
    pub async fn lead(&self, name: &str, change: impl FnOnce(&mut LeadPatch)) -> lead::Model {
        let mut fields = LeadPatch {
            last_name: Change::Set(name.to_owned()),
            email: Change::Set(format!(
                "{}@acme.example",
                deunicode::deunicode(name).replace(' ', ".").to_lowercase()
            )),
            assignee_id: self.cx.actor.user_id().map_or(Change::Keep, Change::Set),
            ..LeadPatch::default()
        };
        change(&mut fields);
        let new = NewLead { status: None, fields };
        leads::create(&self.cx, &new, Mode::Commit).await.unwrap().lead
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        scratch::remove(&self.cx.config.database);
    }
}

fn request(document: &str, variables: Value) -> Request {
    Request::new(document).variables(Variables::from_json(if variables.is_null() {
        json!({})
    } else {
        variables
    }))
}
