//! A server to test, and words to talk to it.

#![allow(clippy::unused_async, reason = "resolvers are asynchronous, whatever they do")]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use async_graphql::{Context, Error, ErrorExtensions, Object, Result, Schema, Subscription};
use axum::{
    body::Body,
    http::{Request, Response, header},
};
use chrono::{TimeDelta, TimeZone, Utc};
use entity::{LeadId, Role, UserId, user};
use futures::{Stream, StreamExt};
use sea_orm::{ActiveModelTrait, ConnectionTrait, Database, IntoActiveModel};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

use crate::{
    auth::{Actor, sessions},
    clock::{Clock, ManualClock},
    config::{Config, Environment},
    context::{Ctx, Mode, Visitor},
    db::{Db, scratch},
    events::Origin,
    graphql::CheckOnly,
    http::{App, Limits, Rates, graphql::Documents, metrics, router, serve},
    leads::{self, Change, LeadPatch, NewLead},
    mail::UnsubscribeSigner,
};

struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &str {
        "world"
    }

    async fn echo(&self, number: i32) -> i32 {
        number
    }

    async fn who(&self, ctx: &Context<'_>) -> Result<String> {
        let ctx = ctx.data::<Ctx>().map_err(|_| {
            Error::new("sign in first").extend_with(|_, extensions| extensions.set("code", "UNAUTHENTICATED"))
        })?;
        let key = ctx.idempotency_key.clone().unwrap_or_default();
        Ok(format!(
            "{:?} {} {key}",
            ctx.actor.user_id().is_some(),
            ctx.origin.request_id.as_deref().unwrap_or_default()
        ))
    }

    async fn visitor(&self, ctx: &Context<'_>) -> bool {
        ctx.data_opt::<Visitor>().is_some()
    }

    async fn leaks(&self) -> Option<Result<i32>> {
        Some(Err(Error::new("password of the database is 12345")))
    }

    async fn must_not_fail(&self) -> Result<i32> {
        Err(Error::new("password of the database is 12345"))
    }

    async fn panics(&self) -> i32 {
        std::hint::black_box(None).expect("a secret")
    }

    async fn slow(&self) -> i32 {
        tokio::time::sleep(Duration::from_millis(700)).await;
        1
    }

    /// A statement without end.
    async fn endless(&self, ctx: &Context<'_>) -> Result<i32> {
        let endless =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        ctx.data::<Visitor>()?.db.conn().execute_unprepared(endless).await?;
        Ok(1)
    }

    async fn nested(&self) -> Self {
        Self
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self) -> i32 {
        1
    }
}

struct Subscriptions;

/// Tells when it is dropped.
struct OnDrop(CancellationToken);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[Subscription]
impl Subscriptions {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        futures::stream::iter(1..=to)
    }

    async fn forever(&self, ctx: &Context<'_>) -> impl Stream<Item = i32> + use<> {
        let dropped = OnDrop(ctx.data_unchecked::<CancellationToken>().clone());
        futures::stream::iter([0]).chain(futures::stream::pending()).inspect(move |_| {
            let _ = &dropped;
        })
    }

    async fn refuses(&self) -> Result<futures::stream::Pending<i32>> {
        Err(Error::new("no").extend_with(|_, extensions| extensions.set("code", "FORBIDDEN")))
    }
}

/// A server on a database of its own.
pub struct Server {
    pub app: App,
    pub clock: ManualClock,
    /// A good access token, for an hour.
    pub token: String,
    /// Cancelled when a subscription to `forever` ended.
    pub dropped: CancellationToken,
    pub folder: TempDir,
}

impl Server {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// One on each database that tests run on.
    pub async fn on_each_database() -> Vec<Self> {
        Self::on_each_database_with(|_| {}).await
    }

    /// The same, set up otherwise.
    pub async fn on_each_database_with(change: impl Fn(&mut Config)) -> Vec<Self> {
        let mut servers = vec![Self::with(&change).await];
        if let Ok(url) = std::env::var("LEADLINE_TEST_POSTGRES_URL") {
            let name = format!("leadline_http_{}", Uuid::now_v7().simple());
            let admin = Database::connect(&url).await.unwrap();
            admin.execute_unprepared(&format!("create database {name}")).await.unwrap();
            let (base, _) = url.rsplit_once('/').unwrap();
            let on_postgres = |config: &mut Config| {
                change(config);
                config.database.url = format!("{base}/{name}");
            };
            servers.push(Self::with(on_postgres).await);
        }
        servers
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.database.url = format!("sqlite://{}", folder.path().join("test.db").display());
        config.mail.url = format!("file:{}", folder.path().join("outbox").display());
        config.env = Environment::Development;
        change(&mut config);
        Db::migrate(&config.database).await.unwrap();
        let metrics = metrics::install().unwrap();
        let db = Db::connect(&config.database, Some(metrics::sql_observer())).await.unwrap();
        let clock = ManualClock::new(Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap());
        let user = user(&clock).into_active_model().insert(db.conn()).await.unwrap();
        let token = sessions::issue(
            &db,
            &clock.clone().into(),
            &Origin::command_line("test"),
            user,
            TimeDelta::hours(1),
        )
        .await
        .unwrap()
        .token;
        let dropped = CancellationToken::new();
        let schema = Schema::build(Query, Mutation, Subscriptions).data(dropped.clone()).finish();
        let checker = Schema::build(Query, Mutation, Subscriptions).extension(CheckOnly).finish();
        let documents =
            Documents::open(&config.http.documents, db.clone(), Arc::new(checker), Duration::ZERO).await;
        let app = App {
            parsed: Default::default(),
            rates: Rates::new(&config.http).unwrap(),
            documents: documents.unwrap(),
            config: Arc::new(config),
            db,
            clock: Clock::from(clock.clone()),
            bus: crate::events::Bus::default(),
            sdl: schema.sdl().into(),
            graphql: Arc::new(schema),
            metrics,
            unsubscribe: UnsubscribeSigner::new(b"a secret of the tests"),
            oidc: None,
            expects_worker: true,
            limits: Limits { recheck_interval: Duration::from_millis(50), ..Limits::default() },
            shutdown: CancellationToken::new(),
            recent: Default::default(),
            sign_ins: Default::default(),
            key_uses: Default::default(),
            last_uses: Default::default(),
            connections: tokio_util::task::TaskTracker::new(),
        };
        Self { app, clock, token, dropped, folder }
    }

    /// Sends a request in process.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        router(self.app.clone()).oneshot(request).await.unwrap()
    }

    /// Posts JSON and gives status and answer.
    pub async fn post(&self, body: Value) -> (u16, Value) {
        self.post_as("application/graphql-response+json", body).await
    }

    /// Posts JSON, accepting one media type.
    pub async fn post_as(&self, accept: &str, body: Value) -> (u16, Value) {
        let response = self.send(post(accept).body(body.to_string().into()).unwrap()).await;
        let status = response.status().as_u16();
        (status, serde_json::from_str(&text(response).await).unwrap())
    }

    /// Serves on a port; the token stops it.
    pub async fn listen(
        &self,
    ) -> (SocketAddr, CancellationToken, tokio::task::JoinHandle<std::io::Result<()>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let task = tokio::spawn(serve(self.app.clone(), listener, stop.clone()));
        (address, stop, task)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        scratch::remove(&self.app.config.database);
    }
}

/// A POST of JSON to `/graphql`.
pub fn post(accept: &str) -> axum::http::request::Builder {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").header(header::ACCEPT, accept)
}

/// A GET without a body.
pub fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

/// The whole body.
pub async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The code of the first error.
pub fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

fn user(clock: &ManualClock) -> user::Model {
    user::Model {
        id: UserId(Uuid::now_v7()),
        email: "ann@acme.example".into(),
        email_key: "ann@acme.example".into(),
        name: "Ann".into(),
        role: Role::Agent,
        password_hash: None,
        locale: None,
        time_zone: None,
        is_active: true,
        version: 1,
        created_at: clock.now(),
        updated_at: clock.now(),
    }
}

/// Adds a lead.
pub async fn lead(server: &Server) -> LeadId {
    let fields = LeadPatch {
        last_name: Change::Set("Bauer".into()),
        email: Change::Set("bob@example.org".into()),
        ..LeadPatch::default()
    };
    let ctx = server.app.ctx(Actor::System, Origin::job("test"), None);
    let new = NewLead { fields, ..NewLead::default() };
    leads::create(&ctx, &new, Mode::Commit).await.unwrap().lead.id
}
