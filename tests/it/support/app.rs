//! The application as the stories use it: everything but the process, on a clock that is moved by hand.

mod access;
mod assignment;
mod audit;
mod leads;
mod mail;
mod oidc;
mod people;
mod signing_in;
mod talking;
mod work;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::Router;
use chrono::{TimeDelta, TimeZone, Utc};
use entity::{Role, UserId, user};
use leadline::{
    auth::{self, Actor, sessions},
    clock::{Clock, ManualClock},
    communications::Mailer,
    config::Config,
    context::Ctx,
    db::Db,
    events::{Bus, Origin},
    graphql, http, jobs,
    jobs::Queue,
    mail::{Transport, UnsubscribeSigner, transport::Memory},
    users::{self, NewUser},
};
use tokio_util::sync::CancellationToken;

use super::TestDatabase;
pub use audit::{CLIENT, PROGRAM};
pub use oidc::{Browser, Seen, VERIFIER};
pub use people::Someone;
pub use signing_in::{Tokens, code};
pub use work::wait_until;

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
        config.http.trusted_proxies = vec!["10.0.0.0/8".into()];
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
            origin: Origin::command_line("test"),
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
        oidc: None,
        expects_worker: false,
        limits: http::Limits::default(),
        rates: http::Rates::new(&ctx.config.http).expect("rates"),
        shutdown: CancellationToken::new(),
        recent: Default::default(),
        sign_ins: http::SignIns::default(),
        key_uses: http::KeyUses::default(),
        last_uses: http::LastUses::default(),
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
        time_zone: None,
    };
    let user: user::Model = users::create(ctx, new).await.expect("a user");
    let year = TimeDelta::days(365);
    let token = sessions::issue(&ctx.db, &ctx.clock, &ctx.origin, user, year).await.expect("a token");
    Person { id: token.user.id, token: token.token }
}
