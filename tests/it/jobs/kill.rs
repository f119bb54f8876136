//! A worker process is killed with `kill -9` in the middle of 500 deliveries.

use std::{collections::HashMap, time::Duration};

use serde_json::json;

use crate::{
    story,
    support::{Leadline, SmtpServer, wait_until},
};

const LEADS: usize = 500;
/// Deliveries under way at once: so many may be in the one window that SMTP leaves open (taken, and the answer lost).
const CONCURRENCY: usize = 4;

story! {
    async fn a_killed_worker_loses_no_mail_and_repeats_only_what_was_in_its_hands(app) {
        let server = SmtpServer::start_slow(Duration::from_millis(5)).await;
        for number in 0..LEADS {
            app.create_lead(json!({ "email": format!("lead{number}@acme.example") })).await;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let worker = || Leadline::new(app.database_url(), folder.path())
            .set("MAIL__URL", server.url())
            .set("JOBS__DELIVERY_CONCURRENCY", CONCURRENCY)
            .set("JOBS__LEASE_SECONDS", 2)
            .set("JOBS__POLL_SECONDS", 1)
            .spawn(&["worker"]);

        let mut first = worker();
        wait_until("half of the mails are taken", || async { server.taken().len() >= LEADS / 2 }).await;
        first.kill().await.expect("killed");
        let at_kill = server.taken().len();
        assert!(at_kill < LEADS, "the kill came in the middle");

        let _second = worker();
        wait_until("all mails are sent", || async {
            app.admin("{ communications(filter: { state: { ne: SENT } }) { totalCount } }", json!({})).await
                ["communications"]["totalCount"] == 0
        }).await;

        let mut each: HashMap<String, usize> = HashMap::new();
        for mail in server.taken() {
            *each.entry(mail.header("Message-ID").expect("a Message-ID")).or_default() += 1;
        }
        assert_eq!(each.len(), LEADS, "nothing is lost");
        let repeated = each.values().filter(|count| **count > 1).count();
        assert!(repeated <= CONCURRENCY, "{repeated} mails were repeated, {CONCURRENCY} were under way");
        assert!(each.values().all(|count| *count <= 2));
    }
}
