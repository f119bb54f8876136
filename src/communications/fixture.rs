//! For tests: a database with people, leads and messages, on `SQLite` and, where `LEADLINE_TEST_POSTGRES_URL` is set,
//! on `PostgreSQL` too.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    AttemptOutcome, Audience, Authority, BudgetStatus, Channel, CommunicationId, CommunicationState, Consent,
    LeadKind, LeadStatus, Level, Need, ReadinessToBuy, Role, Timing, communication, communication_attempt,
    event, lead, lead_type, stale_policy, user,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use super::Mailer;
use crate::{
    auth::Actor,
    clock::{Clock, ManualClock},
    config::{Config, DatabaseConfig},
    context::Ctx,
    db::{Db, scratch},
    events::{Bus, Origin},
    mail::{Transport, transport::Memory},
};

/// The time at which every story starts.
pub fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_800) + TimeDelta::hours(8)
}

/// A database of its own, a clock that is moved by hand, and mail that stays in memory.
pub struct World {
    pub ctx: Ctx,
    pub clock: ManualClock,
    pub memory: Memory,
    pub mailer: Arc<Mailer>,
    _folder: TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        scratch::remove(&self.ctx.config.database);
    }
}

/// One on each database that there is.
pub async fn worlds() -> Vec<World> {
    let mut worlds = vec![World::new(None).await];
    if let Ok(server) = std::env::var("LEADLINE_TEST_POSTGRES_URL") {
        worlds.push(World::new(Some(server)).await);
    }
    worlds
}

impl World {
    async fn new(server: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match server {
            None => format!("sqlite://{}", folder.path().join("test.db").display()),
            Some(server) => {
                let name = format!("leadline_test_{}", Uuid::now_v7().simple());
                let admin = Database::connect(&server).await.unwrap();
                admin.execute_unprepared(&format!("create database {name}")).await.unwrap();
                admin.close().await.unwrap();
                let mut url = url::Url::parse(&server).unwrap();
                url.set_path(&name);
                url.to_string()
            }
        };
        let config = Config { database: DatabaseConfig { url, max_connections: 10 }, ..Config::default() };
        Db::migrate(&config.database).await.unwrap();
        let (transport, memory) = Transport::memory();
        let mailer = Mailer::with_transport(&config, b"a secret of the tests", transport).unwrap();
        let clock = ManualClock::new(start());
        let ctx = Ctx {
            db: Db::connect(&config.database, None).await.unwrap(),
            clock: clock.clone().into(),
            bus: Bus::default(),
            config: Arc::new(config),
            actor: Actor::System,
            origin: Origin::job("test"),
            idempotency_key: None,
        };
        Self { ctx, clock, memory, mailer: Arc::new(mailer), _folder: folder }
    }

    /// The same with the machine's clock, and with changes to the configuration.
    pub fn ctx_with(&self, change: impl FnOnce(&mut Config)) -> Ctx {
        let mut config = (*self.ctx.config).clone();
        change(&mut config);
        Ctx { clock: Clock::System, config: Arc::new(config), ..self.ctx.clone() }
    }

    /// A second process on the same database.
    pub async fn other_process(&self) -> Ctx {
        let db = Db::connect(&self.ctx.config.database, None).await.unwrap();
        Ctx { db, bus: Bus::default(), ..self.ctx.clone() }
    }

    pub async fn user(&self, number: u128) -> user::Model {
        let model = user_model(number);
        user::Entity::insert(model.clone().into_active_model()).exec(self.ctx.db.conn()).await.unwrap();
        model
    }

    pub async fn lead(&self, number: i64) -> lead::Model {
        self.insert_lead(lead_model(number)).await
    }

    pub async fn insert_lead(&self, mut model: lead::Model) -> lead::Model {
        model.lead_type_id = lead_type::Entity::find().one(self.ctx.db.conn()).await.unwrap().unwrap().id;
        lead::Entity::insert(model.clone().into_active_model()).exec(self.ctx.db.conn()).await.unwrap();
        model
    }

    /// A message to this lead, due at once.
    pub async fn message(&self, number: u128, lead: &lead::Model) -> CommunicationId {
        self.insert_message(communication_model(number, lead)).await
    }

    pub async fn insert_message(&self, model: communication::Model) -> CommunicationId {
        let id = model.id;
        communication::Entity::insert(model.into_active_model()).exec(self.ctx.db.conn()).await.unwrap();
        id
    }

    /// Many messages at once, due at `at`.
    pub async fn messages(&self, numbers: std::ops::Range<u128>, lead: &lead::Model, at: DateTime<Utc>) {
        let rows = numbers.map(|number| {
            communication::Model { due_at: at, created_at: at, ..communication_model(number, lead) }
                .into_active_model()
        });
        let tx = self.ctx.db.begin().await.unwrap();
        communication::Entity::insert_many(rows).exec_without_returning(&*tx).await.unwrap();
        tx.commit_without_entry().await.unwrap();
    }

    pub async fn read(&self, id: CommunicationId) -> communication::Model {
        communication::Entity::find_by_id(id).one(self.ctx.db.conn()).await.unwrap().unwrap()
    }

    pub async fn attempts(&self, id: CommunicationId) -> Vec<communication_attempt::Model> {
        let attempts = communication_attempt::Entity::find()
            .filter(communication_attempt::Column::CommunicationId.eq(id))
            .order_by_asc(communication_attempt::Column::Number);
        attempts.all(self.ctx.db.conn()).await.unwrap()
    }

    pub async fn events(&self) -> Vec<event::Model> {
        event::Entity::find().order_by_asc(event::Column::Seq).all(self.ctx.db.conn()).await.unwrap()
    }
}

pub fn user_model(number: u128) -> user::Model {
    user::Model {
        id: Uuid::from_u128(0x1_0000 + number).into(),
        email: format!("user{number}@example.com"),
        email_key: format!("user{number}@example.com"),
        name: format!("User {number}"),
        role: Role::Agent,
        password_hash: None,
        locale: None,
        time_zone: None,
        is_active: true,
        version: 1,
        created_at: start(),
        updated_at: start(),
    }
}

pub fn stale_policy_model(days: i32) -> stale_policy::Model {
    stale_policy::Model {
        id: Uuid::nil().into(),
        status: LeadStatus::New,
        lead_type_id: None,
        stale_after_days: Some(days),
        warn_days_before: Some(2),
        drop_after_days: None,
        version: 1,
        updated_at: start(),
    }
}

pub fn communication_model(number: u128, lead: &lead::Model) -> communication::Model {
    communication::Model {
        id: Uuid::from_u128(0x3_0000_0000 + number).into(),
        lead_id: lead.id,
        trigger_id: None,
        cause_id: Uuid::from_u128(number),
        status_change_id: Some(lead.status_change_id),
        channel: Channel::Email,
        audience: Audience::Lead,
        template: "status_new".into(),
        recipient_user_id: None,
        recipient_key: lead.id.0,
        recipient_address: None,
        state: CommunicationState::Queued,
        suppression_reason: None,
        failure: None,
        subject: None,
        body_text: None,
        message_id: None,
        cancel_if_status_left: false,
        created_at: start(),
        due_at: start(),
        attempt_count: 0,
        lease_until: None,
        sent_at: None,
        updated_at: start(),
    }
}

pub fn attempt_model(
    row: &communication::Model,
    outcome: AttemptOutcome,
    answer: &str,
) -> communication_attempt::Model {
    communication_attempt::Model {
        id: Uuid::nil().into(),
        communication_id: row.id,
        number: row.attempt_count,
        started_at: start(),
        finished_at: Some(start()),
        outcome: Some(outcome),
        server_code: None,
        answer: Some(answer.into()),
    }
}

pub fn lead_model(number: i64) -> lead::Model {
    let id = u128::try_from(number).unwrap();
    lead::Model {
        id: Uuid::from_u128(0x2_0000_0000 + id).into(),
        number,
        kind: LeadKind::Person,
        first_name: Some("Lead".into()),
        last_name: Some(number.to_string()),
        company: None,
        job_title: None,
        email: Some(format!("lead{number}@example.org")),
        email_key: Some(format!("lead{number}@example.org")),
        phone: None,
        phone_e164: None,
        website: None,
        street: None,
        postal_code: None,
        city: None,
        region: None,
        country: None,
        locale: None,
        time_zone: None,
        source_id: None,
        campaign_id: None,
        referrer_lead_id: None,
        referrer_contact_id: None,
        initial_interest: None,
        products_of_interest: json!([]),
        target_amount_minor: None,
        target_currency: None,
        priority: Level::Normal,
        importance: Level::Normal,
        probability: 10,
        probability_is_manual: false,
        readiness_to_buy: ReadinessToBuy::Unknown,
        rating: None,
        score: 0,
        budget_status: BudgetStatus::Unknown,
        budget_amount_minor: None,
        budget_currency: None,
        authority: Authority::Unknown,
        need: Need::Unknown,
        need_text: None,
        timing: Timing::Unknown,
        timing_date: None,
        start_date: start().date_naive(),
        estimated_days: None,
        expected_completion_date: None,
        expected_completion_is_manual: false,
        overdue_noticed_for: None,
        completed_at: None,
        last_touch_at: start(),
        next_activity_at: None,
        lead_type_id: Uuid::nil().into(),
        group_id: None,
        unit_id: None,
        assignee_id: None,
        status: LeadStatus::New,
        status_change_id: Uuid::from_u128(0x4_0000_0000 + id).into(),
        status_since: start(),
        held_from: None,
        resume_on: None,
        inactive_since: None,
        snoozed_until: None,
        stale_warned_at: None,
        assignment_id: None,
        waiting_since: None,
        accepted_at: None,
        escalated_at: None,
        first_response_at: None,
        lost_reason_id: None,
        lost_note: None,
        lost_competitor: None,
        converted_account_id: None,
        converted_contact_id: None,
        converted_opportunity_id: None,
        converted_at: None,
        do_not_contact: false,
        email_consent: Consent::Unknown,
        sms_consent: Consent::Unknown,
        custom_fields: json!({}),
        search_text: String::new(),
        version: 1,
        created_at: start(),
        created_by: None,
        updated_at: start(),
        updated_by: None,
        deleted_at: None,
        erased_at: None,
    }
}
