//! What administrators read in the audit trail, and what others do not.

use axum::http::Method;
use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{App, CLIENT, PROGRAM},
};

const UPDATE: &str =
    "mutation($input: UpdateLeadInput!) { updateLead(input: $input) { userErrors { message } } }";
const SIGN_IN: &str =
    "mutation($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }";

/// The only entry of this kind that fulfils the filter.
async fn only(app: &App, kind: &str, mut filter: Value) -> Value {
    filter["kinds"] = json!([kind]);
    let mut found = app.audit_trail(filter).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

story! {
    async fn who_changed_a_lead_from_where_and_what_it_was_before(app) {
        let lead = app.create_qualified_lead("zoe@acme.example").await;
        let input = json!({ "id": lead, "firstName": "Ann", "address": { "city": "Wien" },
                            "targetAmount": { "amount": "99.50", "currency": "EUR" } });
        app.request("r-17", Some(app.agent_token()), UPDATE, json!({ "input": input })).await;
        let entry = only(&app, "LEAD_UPDATED", json!({ "leadId": lead })).await;
        assert_eq!(entry["actor"]["email"], "agent@leadline.example");
        assert_eq!(entry["at"], "2026-03-01T10:00:00Z");
        assert_eq!((&entry["subjectKind"], &entry["subjectId"]), (&json!("LEAD"), &json!(lead)));
        let origin = &entry["origin"];
        assert_eq!(origin["credential"].as_str().map(|id| id.starts_with("session_")), Some(true));
        let from = (&origin["via"], &origin["address"], &origin["userAgent"], &origin["requestId"]);
        assert_eq!(from, (&json!("SESSION"), &json!(CLIENT), &json!(PROGRAM), &json!("r-17")));
        let money = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        assert_eq!(entry["changes"], json!([
            { "field": "address.city", "before": null, "after": "Wien" },
            { "field": "firstName", "before": "Zoë", "after": "Ann" },
            { "field": "targetAmount", "before": money("12500.00"), "after": money("99.50") },
        ]));
        assert_eq!(entry["before"]["firstName"], "Zoë");

        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let moved = only(&app, "LEAD_STATUS_CHANGED", json!({ "leadId": lead })).await;
        assert_eq!((&moved["before"]["status"], &moved["after"]["status"]), (&json!("NEW"), &json!("CONTACTED")));
        assert_eq!(moved["actor"]["email"], "admin@leadline.example");
        let created = only(&app, "LEAD_CREATED", json!({ "leadId": lead })).await;
        assert_eq!((&created["before"], &created["after"]["email"]), (&Value::Null, &json!("zoe@acme.example")));
    }
}

story! {
    async fn sign_ins_are_noted_and_what_was_typed_is_not(app) {
        let sign_in = |email: &str, password: &str| json!({ "input": { "email": email, "password": password } });
        app.request("good", None, SIGN_IN, sign_in("agent@leadline.example", "correct horse battery")).await;
        app.request("bad", None, SIGN_IN, sign_in("agent@leadline.example", "wrong horse battery")).await;
        app.request("typo", None, SIGN_IN, sign_in("my.secret.password@home.example", "whatever it is")).await;
        let good = only(&app, "SIGNED_IN", json!({ "requestId": "good" })).await;
        assert_eq!((&good["actor"]["email"], &good["subjectKind"]), (&json!("agent@leadline.example"), &json!("SESSION")));
        assert_eq!(good["origin"]["credential"], good["subjectId"]);
        let failed = app.audit_trail(json!({ "kinds": ["SIGN_IN_FAILED"], "address": CLIENT, "via": "VISITOR" })).await;
        let about: Vec<_> = failed.iter().map(|entry| (&entry["actor"], &entry["subjectKind"])).collect();
        assert_eq!(about, [(&Value::Null, &Value::Null), (&Value::Null, &json!("USER"))], "newest first");
        let all = serde_json::to_string(&app.audit_trail(json!({})).await).expect("text");
        for typed in ["my.secret", "horse", "argon2", "whatever"] {
            assert!(!all.contains(typed), "{typed}");
        }
    }
}

story! {
    async fn jobs_links_and_commands_are_named(app) {
        let lead = app.create_lead(json!({ "email": "quiet@acme.example", "firstName": "Quiet" })).await;
        app.run_jobs().await;
        let sent = only(&app, "COMMUNICATION_SENT", json!({ "leadId": lead })).await;
        assert_eq!((&sent["origin"]["via"], &sent["origin"]["credential"]), (&json!("JOB"), &json!("deliver")));
        app.advance_days(8);
        app.tick().await;
        let stale = only(&app, "LEAD_BECAME_INACTIVE", json!({ "credential": "sweep", "via": "JOB" })).await;
        assert_eq!((&stale["actor"], &stale["subjectId"]), (&Value::Null, &json!(lead)));
        assert_eq!(stale["changes"][0]["field"], "inactiveSince");
        assert_eq!(stale["changes"][0]["before"], Value::Null);

        let link = app.mails().into_iter().find_map(|mail| mail.unsubscribe).expect("a link");
        for _ in 0..2 {
            app.http(Method::POST, link.url().path(), "List-Unsubscribe=One-Click").await;
        }
        let left = only(&app, "ADDRESS_UNSUBSCRIBED", json!({ "via": "MAIL_LINK" })).await;
        assert_eq!((&left["leadId"], &left["origin"]["address"]), (&json!(lead), &Value::Null));
        let consent = only(&app, "LEAD_UPDATED", json!({ "leadId": lead })).await;
        assert_eq!(consent["after"], json!({ "emailConsent": "WITHDRAWN" }));
        let hired = app.audit_trail(json!({ "kinds": ["USER_CREATED"], "via": "COMMAND_LINE" })).await;
        assert_eq!(hired[0]["after"]["role"], "AGENT");
        assert!(hired[0]["after"].get("passwordHash").is_none());
    }
}

story! {
    async fn only_administrators_read_it(app) {
        let ann = app.hire("Ann", Role::Agent).await;
        let bob = app.hire("Bob", Role::Manager).await;
        let acme = app.group("Acme", &[&ann], &[]).await;
        app.group("Others", &[&bob], &[&bob]).await;
        let lead = app.create_lead(json!({ "email": "a@acme.example", "groupId": acme.to_string() })).await;
        app.update_lead(&lead, json!({ "firstName": "Marker-4711" })).await;
        for who in [&ann, &bob] {
            let refused = app.gql(Some(&who.token), "{ auditTrail { totalCount edges { node { id } } } }", Value::Null).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        }
        let refused = app.gql(None, "{ auditTrail { totalCount } }", Value::Null).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");

        let events = "query($id: ID!) { lead(id: $id) { events(last: 1) { edges { node {
            id kind origin { address } changes { field after } } } } } }";
        let seen = app.asks(&ann, events, json!({ "id": lead })).await;
        let event = &seen["lead"]["events"]["edges"][0]["node"];
        assert_eq!(event["origin"], Value::Null, "from where is for administrators");
        assert_eq!(event["changes"], json!([{ "field": "firstName", "after": "Marker-4711" }]));
        let hidden = app.asks(&bob, "query($id: ID!) { node(id: $id) { id ... on Event { before after } } }",
                              json!({ "id": event["id"] })).await;
        assert_eq!(hidden["node"], Value::Null);
        let hired = app.audit_trail(json!({ "kinds": ["USER_CREATED"], "subjectId": ann.id.to_string() })).await;
        let by_id = "query($id: ID!) { node(id: $id) { ... on Event { kind } } }";
        assert_eq!(app.admin(by_id, json!({ "id": hired[0]["id"] })).await["node"]["kind"], "USER_CREATED");
        assert_eq!(app.asks(&ann, by_id, json!({ "id": hired[0]["id"] })).await["node"], Value::Null);
    }
}

story! {
    async fn it_is_read_page_by_page_and_by_every_condition(app) {
        let lead = app.create_lead(json!({ "email": "a@acme.example" })).await;
        app.advance_days(1);
        for name in ["Ann", "Bea", "Cleo"] {
            app.update_lead(&lead, json!({ "firstName": name })).await;
        }
        let page = "query($after: String) { auditTrail(first: 2, after: $after, filter: { kinds: [LEAD_UPDATED] }) {
            totalCount pageInfo { hasNextPage endCursor } edges { node { after } } } }";
        let first = app.admin(page, Value::Null).await;
        assert_eq!(first["auditTrail"]["totalCount"], 3);
        assert_eq!(first["auditTrail"]["edges"][0]["node"]["after"], json!({ "firstName": "Cleo" }));
        let after = json!({ "after": first["auditTrail"]["pageInfo"]["endCursor"] });
        let second = app.admin(page, after).await;
        assert_eq!(second["auditTrail"]["pageInfo"]["hasNextPage"], false);
        assert_eq!(second["auditTrail"]["edges"][0]["node"]["after"], json!({ "firstName": "Ann" }));
        let yesterday = json!({ "leadId": lead, "until": "2026-03-01T23:59:59Z" });
        assert_eq!(app.audit_trail(yesterday).await.len(), 2, "created, and thanked");
        assert_eq!(app.audit_trail(json!({ "subjectId": lead, "since": "2026-03-02T00:00:00Z" })).await.len(), 3);
        assert_eq!(app.audit_trail(json!({ "actorId": app.agent_id() })).await.len(), 0);
        assert_eq!(app.audit_trail(json!({ "actorId": app.admin_id(), "subjectKind": "LEAD" })).await.len(), 5);
        assert_eq!(app.audit_trail(json!({ "subjectKind": "USER" })).await.len(), 2);
        let broken = app.admin_errors("{ auditTrail(filter: { leadId: \"user_01h455vb4pex5vsknk084sn02q\" }) { totalCount } }").await;
        assert_eq!(broken[0]["extensions"]["code"], "INVALID");
    }
}
