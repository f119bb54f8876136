//! Clocks, deactivations, and what the event log tells of them: for stories about ways in.

use chrono::TimeDelta;
use entity::{event, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{App, Someone};

impl App {
    pub fn advance(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// From now on, they may not sign in.
    pub async fn deactivate(&self, who: &Someone) {
        let tx = self.ctx.db.begin().await.expect("begun");
        let inactive = user::ActiveModel { is_active: Set(false), ..Default::default() };
        let update = user::Entity::update_many().set(inactive).filter(user::Column::Id.eq(who.id));
        update.exec(&*tx).await.expect("kept");
        tx.commit_without_entry().await.expect("committed");
    }

    /// What the event log tells of keys, identities and failed sign-ins, the oldest first.
    pub async fn access_events(&self) -> Vec<event::Model> {
        let events = event::Entity::find().order_by_asc(event::Column::Seq).all(self.ctx.db.conn()).await;
        let is_told = |event: &event::Model| {
            let kind = event.kind.as_str();
            kind.starts_with("API_KEY_") || kind.starts_with("IDENTITY_") || kind == "SIGN_IN_FAILED"
        };
        events.expect("events").into_iter().filter(is_told).collect()
    }
}
