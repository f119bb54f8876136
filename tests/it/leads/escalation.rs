//! Leads that nobody accepts in time.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{Leadline, stop, wait_until, worker_has_started},
};

story! {
    async fn what_waits_for_too_long_is_pointed_out_to_its_managers_once(app) {
        let (anna, dora, emil) = (
            app.hire("Anna", Role::Agent).await, app.hire("Dora", Role::Manager).await, app.hire("Emil", Role::Manager).await,
        );
        let desk = app.unit("Desk", &[&anna], &[&dora]).await;
        // Dora manages both, and is told once.
        let north = app.group("North", &[&anna], &[&dora, &emil]).await;
        app.limit_acceptance(30).await;
        let fields = json!({ "email": "zoe@prospect.example", "unitId": desk.to_string(), "groupId": north.to_string() });
        let lead = app.create_lead(fields).await;
        app.advance_minutes(29);
        app.tick().await;
        assert_eq!(app.lead(&lead, "escalatedAt").await["escalatedAt"], Value::Null);
        for _ in 0..3 {
            app.advance_minutes(1);
            app.tick().await;
        }
        assert_eq!(app.lead(&lead, "escalatedAt").await["escalatedAt"], "2026-03-01T10:30:00Z");
        let escalations = |templates: Vec<String>| templates.iter().filter(|template| *template == "escalated").count();
        for (address, times) in [("dora@leadline.example", 1), ("emil@leadline.example", 1), ("anna@leadline.example", 0)] {
            assert_eq!(escalations(app.templates_sent_to(address).await), times, "{address}");
        }
        let events = app.admin("{ events(filter: { kinds: [LEAD_ESCALATED] }) { edges { node { data } } } }", Value::Null).await;
        assert_eq!(events["events"]["edges"], json!([{ "node": { "data": { "unitId": desk.to_string(), "minutesWaiting": 30,
            "acceptanceMinutes": 30 } } }]));

        // Accepted and given back, it waits anew, and may be escalated again.
        let accept = "mutation($id: ID!) { acceptLead(input: { id: $id }) { lead { id } } }";
        app.asks(&anna, accept, json!({ "id": lead })).await;
        app.advance_minutes(60);
        app.tick().await;
        let release = "mutation($id: ID!) { releaseLead(input: { id: $id }) { lead { escalatedAt } } }";
        assert_eq!(app.asks(&anna, release, json!({ "id": lead })).await["releaseLead"]["lead"]["escalatedAt"], Value::Null);
        app.advance_minutes(31);
        app.tick().await;
        assert_eq!(escalations(app.templates_sent_to("emil@leadline.example").await), 2);
    }
}

story! {
    async fn two_workers_escalate_once_though_one_is_killed_in_the_middle(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let dora = app.hire("Dora", Role::Manager).await;
        let desk = app.unit("Desk", &[], &[&dora]).await;
        app.limit_acceptance(30).await;
        app.mute("queued").await;
        // They came in long ago by the manual clock; the workers live in the present.
        app.capture_in_unit(300, desk).await;
        let outbox = folder.path().join("outbox");
        let log = folder.path().join("another.log");
        let worker = || Leadline::new(app.database_url(), folder.path())
            .set("JOBS__ESCALATION_CRON", "* * * * * *")
            .set("JOBS__SWEEP_BATCH", 3)
            .set("JOBS__LEASE_SECONDS", 2)
            .set("JOBS__POLL_SECONDS", 1)
            .set("LOG__FILTER", "leadline=info")
            .set("MAIL__URL", format!("file:{}", outbox.display()));
        let spawn = || worker().spawn(&["worker"]);
        let count = async |filter: &str| {
            let query = format!("{{ leads(filter: {filter}) {{ totalCount }} }}");
            app.admin(&query, Value::Null).await["leads"]["totalCount"].as_i64().expect("a number")
        };
        let (mut killed, other) = (spawn(), spawn());
        wait_until("some leads are escalated", || async { count("{ escalatedAt: { isNull: false } }").await > 0 }).await;
        killed.kill().await.expect("killed");
        wait_until("all leads are escalated", || async { count("{ escalatedAt: { isNull: true } }").await == 0 }).await;
        app.move_to_the_present();
        let another = worker().spawn_logging(&["worker"], &log);
        worker_has_started(&log).await;
        wait_until("another tick has run", || async { app.finished_runs("escalate:").await.len() > 3 }).await;
        stop(other).await;
        stop(another).await;
        let told = app.admin("{ events(filter: { kinds: [LEAD_ESCALATED] }) { totalCount }
            communications(filter: { template: { eq: \"escalated\" } }) { totalCount } }", Value::Null).await;
        assert_eq!(told, json!({ "events": { "totalCount": 300 }, "communications": { "totalCount": 300 } }));
    }
}
