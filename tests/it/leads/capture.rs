//! A lead comes in, and the mails that belong to it go out.

use serde_json::json;

use crate::story;

story! {
    async fn a_captured_lead_gets_a_number_a_history_and_a_welcome(app) {
        let created = app
            .admin("mutation($input: CreateLeadInput!) { createLead(input: $input) {
                lead { id number name status state probability version history { from to actor { name } } }
                communications { template state }
                userErrors { code message field } } }",
                json!({ "input": { "firstName": "Zoë", "lastName": "Müller", "email": "zoe@acme.example",
                                   "company": "Ångström & Söhne", "sourceKey": "WEB_SITE" } }))
            .await;
        let payload = &created["createLead"];
        assert_eq!(payload["userErrors"], json!([]));
        assert_eq!(payload["lead"]["number"], "L-000001");
        assert_eq!(payload["lead"]["name"], "Zoë Müller");
        assert_eq!(payload["lead"]["status"], "NEW");
        assert_eq!(payload["lead"]["state"], "PENDING");
        assert_eq!(payload["lead"]["probability"], 10);
        assert_eq!(payload["lead"]["history"], json!([{ "from": null, "to": "NEW", "actor": { "name": "Ada Admin" } }]));
        assert_eq!(payload["communications"], json!([{ "template": "status_new", "state": "QUEUED" }]));

        app.run_jobs().await;
        let mails = app.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to.email.to_string(), "zoe@acme.example");
        assert!(mails[0].subject.contains("L-000001"), "{}", mails[0].subject);
        assert!(mails[0].text.contains("Zoë"), "{}", mails[0].text);
        assert!(mails[0].automatic && mails[0].unsubscribe.is_some());

        let sent = app.admin("{ communications { edges { node { state sentAt recipientAddress explanation
            attempts { number outcome answer } lead { number } } } } }", json!({})).await;
        let node = &sent["communications"]["edges"][0]["node"];
        assert_eq!(node["state"], "SENT");
        assert_eq!(node["recipientAddress"], "zoe@acme.example");
        assert_eq!(node["attempts"][0]["outcome"], "SENT");
        assert_eq!(node["lead"]["number"], "L-000001");
        assert!(node["explanation"].as_str().is_some_and(|text| !text.is_empty()));
    }
}

story! {
    async fn a_referred_lead_begins_as_referral_and_its_assignee_is_told(app) {
        let lead = app.create_lead(json!({ "firstName": "Ben", "email": "ben@acme.example",
            "sourceKey": "REFERRAL", "assigneeId": app.agent_id() })).await;
        assert_eq!(app.lead(&lead, "status").await["status"], "REFERRAL");
        app.run_jobs().await;
        let mut to: Vec<_> = app.mails().iter().map(|mail| mail.to.email.to_string()).collect();
        to.sort();
        assert_eq!(to, ["agent@leadline.example", "ben@acme.example"]);
    }
}

story! {
    async fn what_is_wrong_with_a_new_lead_is_reported_together_and_nothing_is_kept(app) {
        let refused = app.admin("mutation($input: CreateLeadInput!) { createLead(input: $input) {
            lead { id } userErrors { code field message } } }",
            json!({ "input": { "firstName": "Nobody", "website": "javascript:alert(1)", "address": { "country": "Austria" },
                               "sourceKey": "NOWHERE" } })).await;
        let payload = &refused["createLead"];
        assert_eq!(payload["lead"], json!(null));
        let fields: Vec<_> =
            payload["userErrors"].as_array().expect("a list").iter().map(|error| error["field"][1].clone()).collect();
        assert_eq!(fields, ["website", "address", "sourceKey", "email"]);
        assert_eq!(app.admin("{ leads { totalCount } }", json!({})).await["leads"]["totalCount"], 0);
    }
}
