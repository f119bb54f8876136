//! Time, and what is due in it.

use chrono::{DateTime, TimeDelta, Utc};
use entity::scheduled_run;
use leadline::{clock::Clock, jobs};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;

use super::App;

impl App {
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

    /// Waits until readers of the log are given all that was written so far: on `PostgreSQL`, every older transaction
    /// of the server holds them up, also those of other stories.
    pub(super) async fn settle(&self) {
        if self.ctx.db.is_sqlite() {
            return;
        }
        let newest = self.everything_in("select cast(coalesce(max(tx), 0) as text) from events").await;
        let readable =
            format!("select cast(pg_snapshot_xmin(pg_current_snapshot())::text::bigint > {newest} as text)");
        wait_until("the log is read to its end", || async { self.everything_in(&readable).await == "true" })
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
