//! The life cycle as clients meet it.

use serde_json::json;

use crate::story;

story! {
    async fn an_illegal_change_is_refused_with_the_ways_that_are_open(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        let payload = app.change_status(&lead, json!({ "status": "CLOSED_WON" })).await;
        assert_eq!(payload["lead"], json!(null));
        assert_eq!(payload["userErrors"][0]["code"], "ILLEGAL_TRANSITION");
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "status"]));
        let message = payload["userErrors"][0]["message"].as_str().expect("words");
        assert!(message.contains("CONTACTED") && !message.contains("PROPOSAL_SENT"), "{message}");
        assert_eq!(app.lead(&lead, "status version").await, json!({ "status": "NEW", "version": 1 }));
    }
}

story! {
    async fn preconditions_are_reported_together_and_lifted_one_by_one(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        let codes = |payload: &serde_json::Value| {
            let errors = payload["userErrors"].as_array().expect("a list").iter();
            errors.map(|error| error["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
        };
        let refused = app.change_status(&lead, json!({ "status": "QUALIFIED" })).await;
        assert_eq!(codes(&refused),
            ["LEAD_NOT_ASSIGNED", "NOT_QUALIFIED", "NOT_QUALIFIED", "NOT_QUALIFIED", "NOT_QUALIFIED"]);

        app.update_lead(&lead, json!({ "assigneeId": app.agent_id(),
            "bant": { "budgetStatus": "CONFIRMED", "authority": "DECISION_MAKER", "need": "STRONG" } })).await;
        let refused = app.change_status(&lead, json!({ "status": "QUALIFIED" })).await;
        assert_eq!(codes(&refused), ["NOT_QUALIFIED"]);
        assert_eq!(refused["userErrors"][0]["field"], json!(["input", "bant", "timing"]));

        app.update_lead(&lead, json!({ "bant": { "timing": "THIS_MONTH" } })).await;
        let moved = app.change_status(&lead, json!({ "status": "QUALIFIED" })).await;
        assert_eq!(moved["userErrors"], json!([]));
        assert_eq!(moved["lead"]["status"], "QUALIFIED");
        assert_eq!(codes(&app.change_status(&lead, json!({ "status": "PROPOSAL_SENT" })).await),
            ["TARGET_AMOUNT_REQUIRED"]);
        assert_eq!(codes(&app.change_status(&lead, json!({ "status": "CLOSED_LOST" })).await),
            ["LOST_REASON_REQUIRED"]);
    }
}

story! {
    async fn the_whole_way_to_won_is_kept_in_the_history_with_a_mail_for_each_step(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        for status in ["CONTACTED", "QUALIFIED", "PROPOSAL_SENT", "NEGOTIATION", "CLOSED_WON"] {
            app.advance_hours(24);
            let moved = app.change_status(&lead, json!({ "status": status })).await;
            assert_eq!(moved["userErrors"], json!([]), "{status}");
        }
        let won = app.lead(&lead, "state probability completedAt history { from to secondsInFrom }").await;
        assert_eq!((&won["state"], &won["probability"]), (&json!("WON"), &json!(100)));
        assert!(won["completedAt"].is_string());
        let history = won["history"].as_array().expect("a list");
        assert_eq!(history.len(), 6);
        assert!(history.iter().filter(|entry| !entry["from"].is_null()).all(|entry| entry["secondsInFrom"] == 86_400));
        app.run_jobs().await;
        let to_lead = app.mails().into_iter().filter(|mail| mail.to.email.to_string() == "a@acme.example");
        assert_eq!(to_lead.count(), 6);
        assert!(app.change_status(&lead, json!({ "status": "RE_ENGAGED" })).await["lead"].is_null());
    }
}

story! {
    async fn the_same_status_entered_again_later_sends_again_but_never_twice_for_one_entry(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        for status in ["CONTACTED", "WARM", "CONTACTED"] {
            app.change_status(&lead, json!({ "status": status })).await;
        }
        app.run_jobs().await;
        app.run_jobs().await;
        let contacted = app.templates_sent_to("a@acme.example").await;
        assert_eq!(contacted.iter().filter(|template| *template == "status_contacted").count(), 2);
        let ids: std::collections::HashSet<_> = app.mails().into_iter().map(|mail| mail.message_id).collect();
        assert_eq!(ids.len(), app.mails().len());
    }
}

story! {
    async fn transitions_tell_a_screen_which_buttons_work(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        let lead = app.lead(&lead, "transitions { status allowed requiredInput blockers { code } }").await;
        let transition = |status: &str| {
            let all = lead["transitions"].as_array().expect("a list");
            all.iter().find(|transition| transition["status"] == status).expect("every status").clone()
        };
        assert_eq!(transition("CONTACTED")["allowed"], false);
        assert_eq!(transition("CONTACTED")["blockers"], json!([{ "code": "LEAD_NOT_ASSIGNED" }]));
        assert_eq!(transition("DISQUALIFIED")["allowed"], true);
        assert_eq!(transition("DISQUALIFIED")["requiredInput"], json!(["lostReasonKey"]));
        assert_eq!(transition("CLOSED_WON")["blockers"], json!([{ "code": "ILLEGAL_TRANSITION" }]));
    }
}

story! {
    async fn a_dry_run_shows_the_mails_and_changes_nothing(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        app.run_jobs().await;
        let sent = app.mails().len();
        let shown = app.change_status(&lead, json!({ "status": "CONTACTED", "dryRun": true })).await;
        assert_eq!(shown["lead"]["status"], "CONTACTED");
        assert_eq!(shown["communications"], json!([{ "template": "status_contacted" }]));
        assert_eq!(app.lead(&lead, "status").await["status"], "NEW");
        app.run_jobs().await;
        assert_eq!(app.mails().len(), sent);
    }
}

story! {
    async fn who_has_read_an_older_version_is_told_the_current_one(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let refused = app.change_status(&lead, json!({ "status": "WARM", "expectedVersion": 1 })).await;
        assert_eq!(refused["userErrors"][0]["code"], "STALE_OBJECT");
        assert!(refused["userErrors"][0]["message"].as_str().expect("words").contains("version 2"));
    }
}
