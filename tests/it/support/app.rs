//! The application as the stories use it: everything but the process, on a clock that is moved by hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use entity::{EventType, Role, UserId, scheduled_run, user};
use futures::StreamExt;
use leadline::{
    auth::{self, Actor, sessions},
    clock::{Clock, ManualClock},
    communications::Mailer,
    config::Config,
    context::Ctx,
    db::Db,
    events::{self, Bus, NewEvent},
    graphql, http, jobs,
    jobs::Queue,
    mail::{OutgoingMail, Transport, UnsubscribeSigner, transport::Memory},
    users::{self, NewUser},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{TestDatabase, event_stream::EventStream, server::Server};

/// Signed in by default: an administrator and an agent.
const PASSWORD: &str = "correct horse battery";

/// A running application.
pub struct App {
    ctx: Ctx,
    clock: ManualClock,
    mailer: Arc<Mailer>,
    memory: Memory,
    queue: Queue,
    http: http::App,
    router: Router,
    statements: Arc<AtomicU64>,
    admin: Person,
    agent: Person,
    database: TestDatabase,
}

struct Person {
    id: UserId,
    token: String,
}

impl App {
    /// On an empty database, at ten o'clock on the first of March 2026.
    pub async fn start(database: TestDatabase) -> Self {
        let mut config = Config { database: database.config.clone(), ..Config::default() };
        // Stories ask faster than people, and all from one address.
        config.http.rate_limits.enabled = false;
        config.organisation.name = "Acme Sales".into();
        config.organisation.country = "AT".into();
        let statements = Arc::new(AtomicU64::new(0));
        let counted = statements.clone();
        let observer: leadline::db::SqlObserver = Arc::new(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let db = Db::connect(&config.database, Some(observer)).await.expect("connected");
        let clock = ManualClock::new(Utc.with_ymd_and_hms(2026, 3, 1, 10, 0, 0).single().expect("a time"));
        let ctx = Ctx {
            db,
            clock: Clock::from(clock.clone()),
            bus: Bus::default(),
            config: Arc::new(config),
            actor: Actor::System,
            request_id: "test".into(),
            idempotency_key: None,
        };
        let secret = auth::secret::load(&ctx.db, &ctx.config.auth).await.expect("a secret");
        let (transport, memory) = Transport::memory();
        let mailer = Mailer::with_transport(&ctx.config, &secret, transport).expect("a mailer");
        let http = http_app(&ctx, &secret).await;
        let queue = Queue::inline();
        // The first look at the schedule only notes when the installation began.
        jobs::push_due(&ctx, &queue).await.expect("looked at");
        let admin = person(&ctx, "Ada Admin", "admin@leadline.example", Role::Admin).await;
        let agent = person(&ctx, "Ari Agent", "agent@leadline.example", Role::Agent).await;
        Self {
            router: http::router(http.clone()),
            http,
            mailer: Arc::new(mailer),
            memory,
            queue,
            ctx,
            clock,
            statements,
            admin,
            agent,
            database,
        }
    }

    /// The same application, sending to a mail server.
    pub async fn with_mail(mut self, url: &str) -> Self {
        let mut config = (*self.ctx.config).clone();
        config.mail.url = url.to_owned();
        let secret = auth::secret::load(&self.ctx.db, &config.auth).await.expect("a secret");
        self.mailer = Arc::new(Mailer::new(&config, &secret).expect("a mailer"));
        self.ctx.config = Arc::new(config);
        self
    }

    pub fn database_url(&self) -> &str {
        &self.database.config.url
    }

    pub fn admin_id(&self) -> String {
        self.admin.id.to_string()
    }

    pub fn agent_id(&self) -> String {
        self.agent.id.to_string()
    }

    /// SQL statements so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    // Talking to it

    /// One request, as a client sends it.
    pub async fn gql(&self, token: Option<&str>, query: &str, variables: Value) -> Value {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let (_, body) = self.send(request.body(Body::from(body)).expect("a request")).await;
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    /// An agent's request with a body of any kind.
    pub async fn agent_posts(&self, body: Value) -> (StatusCode, Value) {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.agent.token));
        let (status, body) = self.send(request.body(Body::from(body.to_string())).expect("a request")).await;
        (status, serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}")))
    }

    /// The data of an administrator's request, which must not fail.
    pub async fn admin(&self, query: &str, variables: Value) -> Value {
        data(self.gql(Some(&self.admin.token), query, variables).await)
    }

    /// The data of an agent's request, which must not fail.
    pub async fn agent(&self, query: &str, variables: Value) -> Value {
        data(self.gql(Some(&self.agent.token), query, variables).await)
    }

    /// The errors of an administrator's request.
    pub async fn admin_errors(&self, query: &str) -> Vec<Value> {
        let answer = self.gql(Some(&self.admin.token), query, Value::Null).await;
        answer["errors"].as_array().cloned().unwrap_or_default()
    }

    /// A plain request without a sign-in.
    pub async fn http(&self, method: Method, path: &str, body: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, String::from_utf8(body.to_vec()).expect("UTF-8"))
    }

    /// Listens on a port, for clients with connections of their own.
    pub async fn listen(&self) -> Server {
        Server::start(self.http.clone(), self.admin.token.clone()).await
    }

    /// The same at another time: a server that was started anew, where another has been.
    pub async fn listen_again(&self, address: &str) -> Server {
        let anew = http::App { graphql: Arc::new(graphql::Api::new()), ..self.http.clone() };
        Server::start_at(address, anew, self.admin.token.clone()).await
    }

    /// A stream of events as it leaves the application, for readers at a pace of their own.
    pub async fn event_stream(&self, query: &str, last_event_id: Option<&str>) -> EventStream {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "text/event-stream")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.admin.token))
            .header("last-event-id", last_event_id.unwrap_or_default());
        let body = Body::from(json!({ "query": query }).to_string());
        let response = self.router.clone().oneshot(request.body(body).expect("a request")).await;
        EventStream::new(response.expect("an answer").into_body().into_data_stream().boxed())
    }

    /// Writes entries into the event log, as many changes of a lead would.
    pub async fn append_events(&self, lead: &str, count: usize) {
        let event = || NewEvent {
            id: self.ctx.new_id(),
            kind: EventType::LeadUpdated,
            lead_id: Some(lead.parse().expect("a lead's id")),
            communication_id: None,
            actor_id: None,
            at: self.clock.now(),
            data: json!({}),
        };
        let tx = self.ctx.db.begin().await.expect("begun");
        events::append(&*tx, (0..count).map(|_| event()).collect()).await.expect("written");
        tx.commit().await.expect("committed");
        self.ctx.bus.wake();
    }

    // Leads

    pub async fn create_lead(&self, fields: Value) -> String {
        let created = self
            .admin(
                "mutation($input: CreateLeadInput!) { createLead(input: $input) { lead { id } userErrors { message } } }",
                json!({ "input": fields }),
            )
            .await;
        created["createLead"]["lead"]["id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
    }

    /// A lead that nothing stands in the way of.
    pub async fn create_qualified_lead(&self, email: &str) -> String {
        self.create_lead(json!({
            "email": email, "firstName": "Zoë", "assigneeId": self.agent_id(),
            "bant": { "budgetStatus": "CONFIRMED", "authority": "DECISION_MAKER", "need": "STRONG",
                      "timing": "THIS_MONTH" },
            "targetAmount": { "amount": "12500.00", "currency": "EUR" }
        }))
        .await
    }

    pub async fn update_lead(&self, id: &str, mut fields: Value) {
        fields["id"] = json!(id);
        let updated = self
            .admin(
                "mutation($input: UpdateLeadInput!) { updateLead(input: $input) { lead { id } userErrors { message } } }",
                json!({ "input": fields }),
            )
            .await;
        assert_eq!(updated["updateLead"]["userErrors"], json!([]));
    }

    /// The payload of a change of status.
    pub async fn change_status(&self, id: &str, mut fields: Value) -> Value {
        fields["id"] = json!(id);
        let changed = self
            .admin(
                "mutation($input: ChangeLeadStatusInput!) { changeLeadStatus(input: $input) {
                    lead { id status version } communications { template }
                    userErrors { code message field } } }",
                json!({ "input": fields }),
            )
            .await;
        changed["changeLeadStatus"].clone()
    }

    pub async fn lead(&self, id: &str, fields: &str) -> Value {
        let query = format!("query($id: ID!) {{ lead(id: $id) {{ {fields} }} }}");
        self.admin(&query, json!({ "id": id })).await["lead"].clone()
    }

    pub async fn all_lead_ids(&self) -> Vec<String> {
        let mut ids = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = self
                .admin(
                    "query($after: String) { leads(first: 100, after: $after) {
                        edges { node { id } } pageInfo { hasNextPage endCursor } } }",
                    json!({ "after": after }),
                )
                .await;
            let edges = page["leads"]["edges"].as_array().expect("edges").iter();
            ids.extend(edges.map(|edge| edge["node"]["id"].as_str().expect("an id").to_owned()));
            if page["leads"]["pageInfo"]["hasNextPage"] == false {
                return ids;
            }
            after = page["leads"]["pageInfo"]["endCursor"].clone();
        }
    }

    // Mail

    /// Every mail that the memory transport took.
    pub fn mails(&self) -> Vec<OutgoingMail> {
        self.memory.sent()
    }

    /// The templates of what was sent to an address, oldest first.
    pub async fn templates_sent_to(&self, address: &str) -> Vec<String> {
        let sent = self
            .admin(
                "{ communications(first: 100) { edges { node { template state recipientAddress } } } }",
                Value::Null,
            )
            .await;
        let edges = sent["communications"]["edges"].as_array().expect("edges").iter().rev();
        edges
            .map(|edge| &edge["node"])
            .filter(|node| node["state"] == "SENT" && node["recipientAddress"] == address)
            .map(|node| node["template"].as_str().expect("a name").to_owned())
            .collect()
    }

    /// What was written to an audience, newest first.
    pub async fn communications_to(&self, audience: &str) -> Vec<Value> {
        let query = "{ communications(first: 100) { edges { node {
            audience template state suppressionReason failure explanation } } } }";
        let found = self.admin(query, Value::Null).await;
        let edges = found["communications"]["edges"].as_array().expect("edges").iter();
        edges.map(|edge| edge["node"].clone()).filter(|node| node["audience"] == audience).collect()
    }

    pub async fn only_communication(&self, fields: &str) -> Value {
        let found = self
            .admin(&format!("{{ communications {{ edges {{ node {{ {fields} }} }} }} }}"), Value::Null)
            .await;
        let edges = found["communications"]["edges"].as_array().expect("edges");
        assert_eq!(edges.len(), 1);
        edges[0]["node"].clone()
    }

    // Time and work

    pub fn advance_hours(&self, hours: i64) {
        self.clock.advance(TimeDelta::hours(hours));
    }

    pub fn advance_days(&self, days: i64) {
        self.clock.advance(TimeDelta::days(days));
    }

    /// For stories that other processes take part in: theirs is the machine's clock.
    pub fn move_to_the_present(&self) {
        self.clock.advance(Clock::System.now() - self.clock.now());
    }

    /// A time from now, in RFC 3339.
    pub fn in_days(&self, days: i64) -> String {
        let then: DateTime<Utc> = self.clock.now() + TimeDelta::days(days);
        then.to_rfc3339()
    }

    /// Does everything that is due.
    pub async fn run_jobs(&self) {
        jobs::inline::run_due(&self.ctx, &self.mailer, &self.queue).await.expect("the jobs ran");
    }

    /// The schedule looks at the clock, and what it finds due is done; returns how many scheduled runs there were.
    pub async fn tick(&self) -> u64 {
        jobs::push_due(&self.ctx, &self.queue).await.expect("pushed");
        let ran = jobs::inline::run_due(&self.ctx, &self.mailer, &self.queue).await.expect("the jobs ran");
        ran.scheduled
    }

    pub async fn tick_after_hours(&self, hours: i64) {
        self.advance_hours(hours);
        self.tick().await;
    }

    /// Waits for workers in other processes.
    pub async fn wait_until_no_mail_waits(&self) {
        wait_until("every mail is sent", || async {
            let waiting = self
                .admin(
                    "{ communications(filter: { state: { in: [QUEUED, SENDING] } }) { totalCount } }",
                    Value::Null,
                )
                .await;
            waiting["communications"]["totalCount"] == 0
        })
        .await;
    }

    /// Scheduled runs that ended.
    pub async fn finished_runs(&self, prefix: &str) -> Vec<scheduled_run::Model> {
        let runs = scheduled_run::Entity::find()
            .filter(scheduled_run::Column::Key.starts_with(prefix))
            .filter(scheduled_run::Column::FinishedAt.is_not_null());
        runs.all(self.ctx.db.conn()).await.expect("read")
    }
}

/// Waits for something that other threads or processes bring about, at most five minutes.
pub async fn wait_until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    for _ in 0..3000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("waited five minutes until {what}");
}

async fn http_app(ctx: &Ctx, secret: &[u8]) -> http::App {
    let config = &ctx.config.http.documents;
    let checker = Arc::new(graphql::checker());
    // What another process puts on the list is heard of at once.
    let documents = http::graphql::Documents::open(config, ctx.db.clone(), checker, Duration::ZERO).await;
    http::App {
        parsed: Default::default(),
        documents: documents.expect("no folder"),
        config: ctx.config.clone(),
        db: ctx.db.clone(),
        clock: ctx.clock.clone(),
        bus: ctx.bus.clone(),
        graphql: Arc::new(graphql::Api::new()),
        sdl: graphql::sdl().into(),
        metrics: http::metrics::install().expect("a recorder"),
        unsubscribe: UnsubscribeSigner::new(secret),
        expects_worker: false,
        limits: http::Limits::default(),
        rates: http::Rates::new(&ctx.config.http).expect("rates"),
        shutdown: CancellationToken::new(),
        sign_ins: http::SignIns::default(),
        connections: tokio_util::task::TaskTracker::new(),
    }
}

async fn person(ctx: &Ctx, name: &str, email: &str, role: Role) -> Person {
    let new = NewUser {
        email: email.into(),
        name: name.into(),
        role,
        password: (role == Role::Agent).then(|| PASSWORD.to_owned()),
        locale: None,
    };
    let user: user::Model = users::create(ctx, new).await.expect("a user");
    let year = TimeDelta::days(365);
    let token = sessions::issue(&ctx.db, &ctx.clock, user, year).await.expect("a token");
    Person { id: token.user.id, token: token.token }
}

fn data(mut answer: Value) -> Value {
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].take()
}
