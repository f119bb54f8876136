//! Many leads at once, one of them not ready.

use serde_json::{Value, json};

use crate::{story, support::App};

const BULK: &str = "mutation($input: BulkChangeLeadStatusInput!) { bulkChangeLeadStatus(input: $input) {
    results { leadId lead { status } userErrors { code } } userErrors { code } } }";

async fn three_leads_of_which_one_is_not_assigned(app: &App) -> Vec<String> {
    let mut ids = Vec::new();
    for (email, assignee) in [("a@acme.example", true), ("b@acme.example", false), ("c@acme.example", true)] {
        let assignee = if assignee { json!(app.agent_id()) } else { Value::Null };
        ids.push(app.create_lead(json!({ "email": email, "assigneeId": assignee })).await);
    }
    ids
}

story! {
    async fn with_reject_all_one_bad_row_stops_the_others_and_each_says_why(app) {
        let ids = three_leads_of_which_one_is_not_assigned(&app).await;
        let input = json!({ "input": { "ids": ids, "status": "CONTACTED", "errorPolicy": "REJECT_ALL" } });
        let results = app.admin(BULK, input).await["bulkChangeLeadStatus"]["results"].clone();
        let codes: Vec<_> = results.as_array().expect("a list").iter().map(|row| &row["userErrors"][0]["code"]).collect();
        assert_eq!(codes, ["NOT_APPLIED", "LEAD_NOT_ASSIGNED", "NOT_APPLIED"]);
        for id in &ids {
            assert_eq!(app.lead(id, "status").await["status"], "NEW");
        }
    }
}

story! {
    async fn with_skip_failed_the_others_go_and_get_their_mail(app) {
        let ids = three_leads_of_which_one_is_not_assigned(&app).await;
        let input = json!({ "input": { "ids": ids, "status": "CONTACTED", "errorPolicy": "SKIP_FAILED" } });
        let results = app.admin(BULK, input).await["bulkChangeLeadStatus"]["results"].clone();
        let statuses: Vec<_> =
            results.as_array().expect("a list").iter().map(|row| row["lead"]["status"].clone()).collect();
        assert_eq!(statuses, [json!("CONTACTED"), Value::Null, json!("CONTACTED")]);
        app.run_jobs().await;
        assert!(app.templates_sent_to("a@acme.example").await.contains(&"status_contacted".to_owned()));
        assert!(!app.templates_sent_to("b@acme.example").await.contains(&"status_contacted".to_owned()));
    }
}

story! {
    async fn leads_are_chosen_by_filter_as_well(app) {
        three_leads_of_which_one_is_not_assigned(&app).await;
        let input = json!({ "input": { "filter": { "email": { "startsWith": "A@" } }, "status": "CONTACTED",
                                       "errorPolicy": "REJECT_ALL" } });
        let results = app.admin(BULK, input).await["bulkChangeLeadStatus"]["results"].clone();
        assert_eq!(results.as_array().expect("a list").len(), 1);
        assert_eq!(results[0]["lead"]["status"], "CONTACTED");
    }
}
