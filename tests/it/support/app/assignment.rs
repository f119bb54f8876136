//! Who is there, and how long a lead may wait.

use chrono::TimeDelta;
use entity::{AbsenceId, UnitId, absence, lead_type, trigger};
use leadline::{
    context::Mode,
    leads::{self, Change, LeadPatch, NewLead},
    organisation::{self, NewMember},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::{App, Someone};

const CREATE_RULE: &str =
    "mutation($input: CreateAssignmentRuleInput!) { createAssignmentRule(input: $input) {
    rule { id place } userErrors { code message field } } }";

impl App {
    /// Away from today on, so many days.
    pub async fn away(&self, who: &Someone, days: i64) {
        let today = self.clock.now().date_naive();
        let row = absence::Model {
            id: self.ctx.new_id::<AbsenceId>(),
            user_id: who.id,
            from_day: today,
            until_day: today + TimeDelta::days(days - 1),
            note: None,
            created_at: self.clock.now(),
        };
        let tx = self.ctx.db.begin().await.expect("begun");
        absence::Entity::insert(row.into_active_model()).exec_without_returning(&*tx).await.expect("kept");
        tx.commit_without_entry().await.expect("committed");
    }

    /// Somebody more works in the unit.
    pub async fn join_unit(&self, unit: UnitId, who: &Someone) {
        let new = NewMember { team: unit.into(), user: who.id, is_manager: false };
        organisation::add_member(&self.ctx, new).await.expect("joined");
    }

    /// Leads of every kind are to be accepted within so many minutes.
    pub async fn limit_acceptance(&self, minutes: i32) {
        let limit = lead_type::ActiveModel { acceptance_minutes: Set(Some(minutes)), ..Default::default() };
        let tx = self.ctx.db.begin().await.expect("begun");
        lead_type::Entity::update_many().set(limit).exec(&*tx).await.expect("limited");
        tx.commit_without_entry().await.expect("committed");
    }

    /// Nobody is told of what waits: for stories with many people and many leads.
    pub async fn mute(&self, trigger: &str) {
        let off = trigger::ActiveModel { is_enabled: Set(false), ..Default::default() };
        let tx = self.ctx.db.begin().await.expect("begun");
        let muted = trigger::Entity::update_many().set(off).filter(trigger::Column::Key.eq(trigger));
        assert_eq!(muted.exec(&*tx).await.expect("muted").rows_affected, 1);
        tx.commit_without_entry().await.expect("committed");
    }

    /// Leads that come in together for a unit.
    pub async fn capture_in_unit(&self, count: usize, unit: UnitId) -> Vec<String> {
        self.capture_all(count, Change::Set(unit)).await
    }

    /// Leads that come in together, for nobody in particular.
    pub async fn capture(&self, count: usize) -> Vec<String> {
        self.capture_all(count, Change::Keep).await
    }

    async fn capture_all(&self, count: usize, unit: Change<UnitId>) -> Vec<String> {
        let new = |number: usize| NewLead {
            status: None,
            fields: LeadPatch {
                email: Change::Set(format!("lead{number}@prospect.example")),
                unit_id: unit.clone(),
                ..LeadPatch::default()
            },
        };
        let new: Vec<_> = (0..count).map(new).collect();
        let created = leads::create_many(&self.ctx, &new, Mode::Commit).await.expect("created");
        created.0.into_iter().map(|created| created.expect("a lead").lead.id.to_string()).collect()
    }

    pub fn advance_minutes(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    /// The payload of adding a rule.
    pub async fn add_rule(&self, input: Value) -> Value {
        self.admin(CREATE_RULE, json!({ "input": input })).await["createAssignmentRule"].clone()
    }
}
