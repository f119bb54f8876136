//! Consent is asked for at the moment of sending.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::story;

story! {
    async fn who_unsubscribes_before_a_mail_is_sent_does_not_get_it(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example", "assigneeId": app.agent_id() })).await;
        app.run_jobs().await;
        let link = app.mails().into_iter().find_map(|mail| mail.unsubscribe).expect("a link on mail to leads");
        let path = link.url().path().to_owned();

        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let (status, page) = app.http(Method::GET, &path, "").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("<form"), "opening the link alone does nothing: {page}");
        assert_eq!(app.lead(&lead, "emailConsent").await["emailConsent"], "UNKNOWN");
        let (status, _) = app.http(Method::POST, &path, "List-Unsubscribe=One-Click").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(app.lead(&lead, "emailConsent").await["emailConsent"], "WITHDRAWN");

        app.run_jobs().await;
        let suppressed = app.communications_to("LEAD").await;
        assert_eq!(suppressed[0]["template"], "status_contacted");
        assert_eq!(suppressed[0]["state"], "SUPPRESSED");
        assert_eq!(suppressed[0]["suppressionReason"], "UNSUBSCRIBED");
        assert!(!app.templates_sent_to("a@acme.example").await.contains(&"status_contacted".to_owned()));
    }
}

story! {
    async fn a_broken_unsubscribe_link_does_nothing(app) {
        let (status, _) = app.http(Method::POST, "/unsubscribe/bm90aGluZw.x", "List-Unsubscribe=One-Click").await;
        assert!(status.is_client_error(), "{status}");
    }
}

story! {
    async fn a_lead_that_must_not_be_contacted_is_not_but_its_assignee_is_told(app) {
        app.create_lead(json!({ "email": "a@acme.example", "doNotContact": true, "assigneeId": app.agent_id() })).await;
        app.run_jobs().await;
        let to: Vec<_> = app.mails().iter().map(|mail| mail.to.email.to_string()).collect();
        assert_eq!(to, ["agent@leadline.example"]);
        assert_eq!(app.communications_to("LEAD").await[0]["suppressionReason"], "DO_NOT_CONTACT");
    }
}

story! {
    async fn a_lead_without_an_address_is_said_to_have_none(app) {
        app.create_lead(json!({ "phone": "+43 1 58801" })).await;
        app.run_jobs().await;
        assert_eq!(app.communications_to("LEAD").await[0]["suppressionReason"], "NO_ADDRESS");
    }
}
