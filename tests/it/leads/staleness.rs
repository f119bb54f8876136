//! Leads go stale unless somebody cares, on a clock that is moved by hand.

use serde_json::json;

use crate::story;

const SWEEP: &str = "mutation($input: RunStaleSweepInput!) { runStaleSweep(input: $input) {
    report { warned markedInactive dropped overdue } userErrors { code message } } }";

story! {
    async fn a_lead_without_a_touch_is_warned_about_then_inactive_then_re_engaged(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example", "assigneeId": app.agent_id() })).await;
        app.run_jobs().await;
        app.advance_days(5);
        assert_eq!(app.tick().await, 3, "sweep, resume and escalation ran");
        assert_eq!(app.templates_sent_to("agent@leadline.example").await, ["assigned", "going_stale"]);
        app.advance_days(2);
        app.tick().await;
        let inactive = app.lead(&lead, "isInactive inactiveSince transitions { status allowed }").await;
        assert_eq!(inactive["isInactive"], true);
        assert_eq!(app.templates_sent_to("agent@leadline.example").await,
            ["assigned", "going_stale", "became_inactive"]);
        assert!(app.change_status(&lead, json!({ "status": "CONTACTED" })).await["lead"].is_null());
        let back = app.change_status(&lead, json!({ "status": "RE_ENGAGED" })).await;
        assert_eq!(back["lead"]["status"], "RE_ENGAGED");
        assert_eq!(app.lead(&lead, "isInactive").await["isInactive"], false);
    }
}

story! {
    async fn a_snoozed_lead_does_not_go_stale_and_a_dry_run_only_tells(app) {
        let snoozed = app.create_lead(json!({ "email": "a@acme.example" })).await;
        let forgotten = app.create_lead(json!({ "email": "b@acme.example" })).await;
        let until = app.in_days(30);
        let payload = app.admin("mutation($input: SnoozeLeadInput!) { snoozeLead(input: $input) {
            lead { snoozedUntil } userErrors { message } } }",
            json!({ "input": { "id": snoozed, "until": until } })).await;
        assert_eq!(payload["snoozeLead"]["userErrors"], json!([]));
        app.advance_days(8);
        let planned = app.admin("mutation { runStaleSweep(input: { dryRun: true }) {
            report { markedInactive } leads { lead { id } reason } } }", json!({})).await;
        assert_eq!(planned["runStaleSweep"]["report"]["markedInactive"], 1);
        assert_eq!(planned["runStaleSweep"]["leads"][0]["lead"]["id"], json!(forgotten));
        assert!(planned["runStaleSweep"]["leads"][0]["reason"].as_str().expect("why").contains("8 days"));
        assert_eq!(app.lead(&forgotten, "isInactive").await["isInactive"], false);

        let swept = app.admin(SWEEP, json!({ "input": {} })).await;
        assert_eq!(swept["runStaleSweep"]["report"]["markedInactive"], 1);
        assert_eq!(app.lead(&snoozed, "isInactive").await["isInactive"], false);
        let again = app.admin(SWEEP, json!({ "input": {} })).await;
        assert_eq!(again["runStaleSweep"]["report"]["markedInactive"], 0);
    }
}

story! {
    async fn a_changed_policy_can_be_tried_without_changing_anything(app) {
        app.create_lead(json!({ "email": "a@acme.example" })).await;
        app.advance_days(3);
        let planned = app.admin(SWEEP, json!({ "input": { "dryRun": true,
            "policies": [{ "status": "NEW", "staleAfterDays": 2 }] } })).await;
        assert_eq!(planned["runStaleSweep"]["report"]["markedInactive"], 1);
        assert_eq!(app.admin(SWEEP, json!({ "input": { "dryRun": true } })).await["runStaleSweep"]["report"]["markedInactive"], 0);
    }
}

story! {
    async fn agents_may_not_sweep_by_hand(app) {
        let refused = app.agent(SWEEP, json!({ "input": {} })).await;
        assert_eq!(refused["runStaleSweep"]["userErrors"][0]["code"], "FORBIDDEN");
    }
}

story! {
    async fn an_overdue_lead_is_pointed_out_once_for_each_expected_date(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example", "assigneeId": app.agent_id(),
            "estimatedDays": 1 })).await;
        app.advance_days(3);
        app.tick().await;
        app.advance_days(1);
        app.tick().await;
        let told = |templates: Vec<String>| templates.iter().filter(|template| *template == "overdue").count();
        assert_eq!(told(app.templates_sent_to("agent@leadline.example").await), 1);
        app.update_lead(&lead, json!({ "estimatedDays": 3 })).await;
        app.tick_after_hours(1).await;
        assert_eq!(told(app.templates_sent_to("agent@leadline.example").await), 2);
    }
}

story! {
    async fn a_lead_on_hold_comes_back_on_its_day_and_its_assignee_is_told(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        app.change_status(&lead, json!({ "status": "WARM" })).await;
        let day = &app.in_days(10)[..10];
        let held = app.change_status(&lead, json!({ "status": "ON_HOLD", "resumeOn": day })).await;
        assert_eq!(held["userErrors"], json!([]));
        app.advance_days(9);
        app.tick().await;
        assert_eq!(app.lead(&lead, "status heldFrom").await, json!({ "status": "ON_HOLD", "heldFrom": "WARM" }));
        app.advance_days(1);
        app.tick().await;
        let back = app.lead(&lead, "status heldFrom resumeOn isInactive").await;
        assert_eq!(back, json!({ "status": "WARM", "heldFrom": null, "resumeOn": null, "isInactive": false }));
        assert!(app.templates_sent_to("agent@leadline.example").await.contains(&"resumed".to_owned()));
    }
}
