//! Subscriptions: over a real connection, resumed from a cursor without a gap.

use std::time::Duration;

use serde_json::{Value, json};

use crate::story;

story! {
    async fn a_subscription_resumed_from_a_cursor_misses_nothing_and_repeats_nothing(app) {
        let server = app.listen().await;
        let lead = app.create_qualified_lead("a@acme.example").await;
        let query = "subscription($after: String) { leadEvents(after: $after, filter: { kinds: [LEAD_STATUS_CHANGED] }) {
            cursor kind data lead { status } } }";
        // From a place that is known, so that it does not matter when the stream begins to listen.
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].clone();
        let mut live = server.subscribe(query, json!({ "after": start })).await;
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let first = live.next().await;
        assert_eq!(first["leadEvents"]["data"]["to"], "CONTACTED");
        drop(live);

        // While nobody listens, life goes on.
        for status in ["WARM", "NURTURING"] {
            app.change_status(&lead, json!({ "status": status })).await;
        }
        let mut resumed = server.subscribe(query, json!({ "after": first["leadEvents"]["cursor"] })).await;
        let mut seen = Vec::new();
        seen.push(resumed.next().await["leadEvents"]["data"]["to"].clone());
        seen.push(resumed.next().await["leadEvents"]["data"]["to"].clone());
        app.change_status(&lead, json!({ "status": "COLD" })).await;
        seen.push(resumed.next().await["leadEvents"]["data"]["to"].clone());
        assert_eq!(seen, ["WARM", "NURTURING", "COLD"]);
    }
}

story! {
    async fn a_screen_that_shows_a_lead_sees_it_change_and_its_mail_go_out(app) {
        let server = app.listen().await;
        let lead = app.create_qualified_lead("a@acme.example").await;
        let mut shown = server.subscribe("subscription($id: ID!) { leadChanged(id: $id) { status version } }",
            json!({ "id": lead })).await;
        assert_eq!(shown.next().await["leadChanged"]["status"], "NEW");
        let mut mail = server.subscribe("subscription($id: ID!) { communicationChanged(leadId: $id) {
            template state } }", json!({ "id": lead })).await;
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        assert_eq!(shown.next().await["leadChanged"], json!({ "status": "CONTACTED", "version": 2 }));
        // A stream says nothing when it begins to listen: the lead moves, and is written to, until it is heard of.
        for status in ["WARM", "COLD"].iter().cycle().take(50) {
            app.run_jobs().await;
            if let Some(change) = mail.try_next(Duration::from_millis(300)).await {
                assert!(change["communicationChanged"]["template"].is_string());
                if change["communicationChanged"]["state"] == "SENT" {
                    return;
                }
            }
            app.change_status(&lead, json!({ "status": status })).await;
        }
        panic!("no mail was heard of");
    }
}

story! {
    async fn a_subscription_speaks_the_websocket_protocol_as_well(app) {
        let server = app.listen().await;
        let lead = app.create_qualified_lead("a@acme.example").await;
        let mut socket = server.websocket("subscription { leadEvents(filter: { kinds: [LEAD_STATUS_CHANGED] }) {
            kind } }", json!({})).await;
        tokio::time::timeout(Duration::from_secs(10), async {
            // The subscription is not acknowledged by the protocol: move until it is heard of.
            for status in ["CONTACTED", "WARM", "COLD", "NURTURING"].iter().cycle() {
                app.change_status(&lead, json!({ "status": status })).await;
                if let Some(next) = socket.try_next(Duration::from_millis(200)).await {
                    assert_eq!(next, json!({ "leadEvents": { "kind": "LEAD_STATUS_CHANGED" } }));
                    break;
                }
            }
        })
        .await
        .expect("heard of");
        assert_ne!(app.lead(&lead, "status").await, Value::Null);
    }
}
