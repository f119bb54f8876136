//! What was noted stays: the database itself refuses to change or to delete it. Values before and after may be erased.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};

use crate::story;

async fn refuses(db: &DatabaseConnection, statement: &str) {
    let answer = db.execute_unprepared(statement).await;
    let refused = answer.expect_err(statement).to_string();
    assert!(refused.contains("only ever added"), "{statement}: {refused}");
}

story! {
    async fn the_database_refuses_to_change_the_log(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        app.update_lead(&lead, json!({ "firstName": "Ann" })).await;
        let before = app.audit_trail(json!({})).await;
        let db = Database::connect(app.database_url()).await.expect("connected");
        for statement in [
            "update events set actor_id = null",
            "update events set at = at where seq = 1",
            "delete from events where seq = 1",
            "delete from event_changes",
            "update event_changes set \"before\" = '{}'",
            "update event_changes set \"before\" = null, erased_at = '2026-03-01T10:00:00Z'",
            "update event_changes set \"before\" = null, \"after\" = null",
        ] {
            refuses(&db, statement).await;
        }
        if app.database_url().starts_with("sqlite") {
            let columns = "seq, tx, id, kind, at, data";
            let copy = format!("insert or replace into events ({columns}) select {columns} from events where seq = 1");
            refuses(&db, &copy).await;
            let moved = format!("insert or replace into events ({columns}) select 999999, tx, id, kind, at, data from events where seq = 1");
            refuses(&db, &moved).await;
            refuses(&db, "insert or replace into event_changes select event_id, null, null, null from event_changes").await;
        } else {
            refuses(&db, "truncate events").await;
            refuses(&db, "truncate event_changes").await;
        }
        assert_eq!(app.audit_trail(json!({})).await, before);
    }
}

story! {
    async fn values_are_erased_when_a_person_asks_to_be_forgotten(app) {
        let lead = app.create_lead(json!({ "email": "forget.me@acme.example" })).await;
        let other = app.create_lead(json!({ "email": "other@acme.example" })).await;
        app.update_lead(&lead, json!({ "firstName": "Marker-4711" })).await;
        let folder = tempfile::tempdir().expect("a folder");
        let leadline = crate::support::Leadline::new(app.database_url(), folder.path());
        let erased = leadline.ok(&["audit", "erase", "L-000001"]);
        assert_eq!(erased, "erased the values before and after from 2 entries\n");
        assert_eq!(leadline.ok(&["audit", "erase", &lead]), "erased the values before and after from 0 entries\n");
        let entries = app.audit_trail(json!({ "leadId": lead })).await;
        assert_eq!(entries[0]["kind"], "AUDIT_VALUES_ERASED");
        assert_eq!(entries[0]["origin"]["credential"], "audit erase");
        for entry in entries.iter().filter(|entry| entry["kind"] == "LEAD_CREATED" || entry["kind"] == "LEAD_UPDATED") {
            assert_eq!((&entry["changes"], &entry["before"], &entry["after"]), (&Value::Null, &Value::Null, &Value::Null));
            assert!(entry["valuesErasedAt"].is_string() && entry["actor"]["email"].is_string());
        }
        let text = serde_json::to_string(&entries).expect("text");
        assert!(!text.contains("Marker-4711") && !text.contains("forget.me"));
        assert_eq!(app.audit_trail(json!({ "leadId": other })).await.last().expect("an entry")["after"]["email"], "other@acme.example");
    }
}
