//! Keys with which integrations act for a user.

use chrono::{SecondsFormat, TimeDelta};
use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{App, Someone, wait_until},
};

const CREATE: &str = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
    token warnings apiKey { id name prefix scopes expiresAt state owner { id } version } userErrors { code field message } } }";
const REVOKE: &str = "mutation($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { state version } userErrors { code } } }";
const CREATE_LEAD: &str = "mutation { createLead(input: { email: \"zoe@prospect.example\" }) { lead { id number } userErrors { code } } }";
const LEADS: &str = "{ leads { totalCount } }";

async fn key(app: &App, who: &Someone, input: Value) -> (String, Value) {
    let payload = app.asks(who, CREATE, json!({ "input": input })).await["createApiKey"].take();
    let token = payload["token"].as_str().unwrap_or_else(|| panic!("{payload:#}")).to_owned();
    (token, payload["apiKey"].clone())
}

async fn refusal(app: &App, token: &str, query: &str) -> Value {
    app.gql(Some(token), query, Value::Null).await["errors"][0].take()
}

async fn is_refused(app: &App, token: &str) -> bool {
    let answer = app.gql(Some(token), LEADS, Value::Null).await;
    answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
}

story! {
    async fn a_key_for_a_web_form_adds_leads_and_does_nothing_else(app) {
        let web = app.hire("Web Form", Role::Agent).await;
        let (token, made) = key(&app, &web, json!({ "name": "web form", "scopes": ["LEADS_CREATE"] })).await;
        assert!(token.starts_with(made["prefix"].as_str().expect("a prefix")), "{made}");
        assert_eq!((&made["state"], &made["scopes"]), (&json!("ACTIVE"), &json!(["LEADS_CREATE"])));
        let done = app.gql(Some(&token), CREATE_LEAD, Value::Null).await;
        assert_eq!(done["data"]["createLead"], json!({ "lead": { "id": done["data"]["createLead"]["lead"]["id"], "number": "L-000001" }, "userErrors": [] }));
        for query in [
            LEADS,
            "{ viewer { email } }",
            "{ apiKeys { totalCount } }",
            "mutation { createLead(input: { email: \"a@b.example\" }) { lead { email } } }",
            "mutation { deleteLead(input: { id: \"x\" }) { lead { id } } }",
        ] {
            assert_eq!(refusal(&app, &token, query).await["extensions"]["code"], "FORBIDDEN", "{query}");
        }
        let seen = app.admin("{ leads { edges { node { history { actor { name } } } } } }", Value::Null).await;
        assert_eq!(seen["leads"]["edges"], json!([{ "node": { "history": [{ "actor": { "name": "Web Form" } }] } }]));
    }
}

story! {
    async fn a_key_has_its_owners_view_and_rights(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let north = app.group("North", &[&anna], &[]).await;
        app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": north.to_string() })).await;
        let scopes = json!(["LEADS_READ", "LEADS_WRITE", "ADMINISTRATION"]);
        let mut counts = Vec::new();
        for who in [&anna, &bert] {
            let (token, _) = key(&app, who, json!({ "name": "report", "scopes": scopes })).await;
            counts.push(app.gql(Some(&token), LEADS, Value::Null).await["data"]["leads"]["totalCount"].clone());
            let sweep = "mutation { runStaleSweep(input: {}) { userErrors { code } } }";
            let told = app.gql(Some(&token), sweep, Value::Null).await;
            assert_eq!(told["data"]["runStaleSweep"]["userErrors"], json!([{ "code": "FORBIDDEN" }]), "{told}");
        }
        assert_eq!(counts, [json!(1), json!(0)]);
    }
}

story! {
    async fn what_is_wrong_with_a_key_is_not_told(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let scopes = json!(["LEADS_READ"]);
        let (good, _) = key(&app, &anna, json!({ "name": "good", "scopes": scopes })).await;
        let (revoked, made) = key(&app, &anna, json!({ "name": "revoked", "scopes": scopes })).await;
        let end = app.now() + TimeDelta::hours(1);
        let (short, _) = key(&app, &anna, json!({ "name": "short", "scopes": scopes, "expiresAt": end })).await;
        assert!(!is_refused(&app, &revoked).await && !is_refused(&app, &short).await);
        let ended = app.asks(&anna, REVOKE, json!({ "id": made["id"] })).await;
        assert_eq!(ended["revokeApiKey"], json!({ "apiKey": { "state": "REVOKED", "version": 2 }, "userErrors": [] }));
        let again = app.asks(&anna, REVOKE, json!({ "id": made["id"] })).await;
        assert_eq!(again, ended, "to revoke twice is no mistake");
        app.advance_hours(2);
        let mut tampered = good.clone();
        let last = if tampered.pop() == Some('0') { '1' } else { '0' };
        tampered.push(last);
        let unknown = format!("llk_000000000000_{}", "0".repeat(64));
        let prefix_alone = good[..16].to_owned();
        let mut answers = Vec::new();
        for token in [&revoked, &short, &tampered, &unknown, &prefix_alone, &good.to_uppercase(), &"llk_".to_owned()] {
            answers.push(app.gql(Some(token), LEADS, Value::Null).await);
        }
        assert_eq!(answers[0]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
        assert!(!is_refused(&app, &good).await);
        app.deactivate(&anna).await;
        assert_eq!(app.gql(Some(&good), LEADS, Value::Null).await, answers[0]);
    }
}

story! {
    async fn people_make_keys_and_keys_make_none(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let all = json!(["LEADS_READ", "LEADS_CREATE", "LEADS_WRITE", "ORGANISATION_READ", "ADMINISTRATION"]);
        let (token, made) = key(&app, &anna, json!({ "name": "all", "scopes": all })).await;
        for query in [
            "mutation { createApiKey(input: { name: \"more\", scopes: [LEADS_READ] }) { token } }",
            "mutation { updateApiKey(input: { id: \"x\", name: \"more\" }) { apiKey { id } } }",
            "mutation { revokeApiKey(input: { id: \"x\" }) { apiKey { id } } }",
            "{ apiKeys { totalCount } }",
        ] {
            let refused = refusal(&app, &token, query).await;
            assert_eq!(refused["extensions"]["code"], "FORBIDDEN", "{query}");
            assert!(refused["message"].as_str().is_some_and(|text| text.contains("sign in as yourself")), "{refused}");
        }
        // Nobody makes a key that acts for another, sees another's, or ends it; an administrator does.
        let for_bert = json!({ "input": { "name": "x", "scopes": ["LEADS_READ"], "ownerId": bert.id.to_string() } });
        let refused = app.asks(&anna, CREATE, for_bert.clone()).await;
        assert_eq!(refused["createApiKey"]["userErrors"][0]["code"], "FORBIDDEN");
        let done = app.admin(CREATE, for_bert).await;
        assert_eq!(done["createApiKey"]["apiKey"]["owner"]["id"], bert.id.to_string());
        let foreign = app.asks(&bert, REVOKE, json!({ "id": made["id"] })).await;
        assert_eq!(foreign["revokeApiKey"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
        let node = "query($id: ID!) { node(id: $id) { id } apiKeys { totalCount edges { node { name } } } }";
        let seen = app.asks(&bert, node, json!({ "id": made["id"] })).await;
        assert_eq!(seen, json!({ "node": null, "apiKeys": { "totalCount": 1, "edges": [{ "node": { "name": "x" } }] } }));
        let seen = app.admin(node, json!({ "id": made["id"] })).await;
        assert_eq!(seen, json!({ "node": { "id": made["id"] }, "apiKeys": { "totalCount": 2,
            "edges": [{ "node": { "name": "x" } }, { "node": { "name": "all" } }] } }));
        let one = app.admin("query($id: ID!) { apiKeys(ownerId: $id) { totalCount } }", json!({ "id": anna.id.to_string() })).await;
        assert_eq!(one["apiKeys"]["totalCount"], 1);
    }
}

story! {
    async fn a_key_is_checked_when_it_is_made_and_changed(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let wrong = json!({ "input": { "name": " ", "scopes": [], "expiresAt": "2020-01-01T00:00:00Z" } });
        let refused = app.asks(&anna, CREATE, wrong).await["createApiKey"].take();
        let fields: Vec<_> = refused["userErrors"].as_array().into_iter().flatten().map(|error| error["field"][1].clone()).collect();
        assert_eq!(fields, [json!("name"), json!("scopes"), json!("expiresAt")], "{refused:#}");
        let forever = json!({ "input": { "name": "forever", "scopes": ["LEADS_WRITE", "LEADS_READ", "LEADS_READ"] } });
        let made = app.asks(&anna, CREATE, forever).await["createApiKey"].take();
        assert_eq!(made["warnings"].as_array().map(Vec::len), Some(1), "{made:#}");
        assert_eq!(made["apiKey"]["scopes"], json!(["LEADS_READ", "LEADS_WRITE"]));
        let update = "mutation($input: UpdateApiKeyInput!) { updateApiKey(input: $input) {
            apiKey { name scopes expiresAt version } warnings userErrors { code field } } }";
        let id = &made["apiKey"]["id"];
        let change = json!({ "input": { "id": id, "scopes": ["LEADS_READ"], "expiresAt": "2030-01-01T00:00:00Z", "expectedVersion": 1 } });
        let changed = app.asks(&anna, update, change.clone()).await["updateApiKey"].take();
        assert_eq!(changed, json!({ "apiKey": { "name": "forever", "scopes": ["LEADS_READ"], "expiresAt": "2030-01-01T00:00:00Z", "version": 2 },
            "warnings": [], "userErrors": [] }));
        let stale = app.asks(&anna, update, change).await["updateApiKey"].take();
        assert_eq!(stale["userErrors"], json!([{ "code": "STALE_OBJECT", "field": ["input", "expectedVersion"] }]));
        // The scopes of now count, not those of when it was made.
        let token = made["token"].as_str().expect("a token");
        assert_eq!(refusal(&app, token, CREATE_LEAD).await["extensions"]["code"], "FORBIDDEN");
    }
}

story! {
    async fn a_request_that_is_repeated_makes_one_key_and_shows_it_once(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let input = json!({ "input": { "name": "once", "scopes": ["LEADS_READ"], "clientMutationId": "1" } });
        let first = app.asks(&anna, CREATE, input.clone()).await["createApiKey"].take();
        let second = app.asks(&anna, CREATE, input).await["createApiKey"].take();
        assert_eq!(first["apiKey"], second["apiKey"]);
        assert!(first["token"].is_string() && second["token"].is_null(), "{second:#}");
    }
}

story! {
    async fn its_use_is_noted_now_and_then_and_a_new_address_is_told(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let (token, made) = key(&app, &anna, json!({ "name": "report", "scopes": ["LEADS_READ"] })).await;
        let used = async || {
            let keys = "{ apiKeys { edges { node { lastUsedAt lastUsedFrom } } } }";
            app.asks(&anna, keys, Value::Null).await["apiKeys"]["edges"][0]["node"].take()
        };
        assert_eq!(used().await["lastUsedAt"], Value::Null);
        let first = json!(app.now().to_rfc3339_opts(SecondsFormat::Secs, true));
        app.gql(Some(&token), LEADS, Value::Null).await;
        wait_until("the use is noted", async || !used().await["lastUsedAt"].is_null()).await;
        app.advance(TimeDelta::minutes(4));
        app.gql(Some(&token), LEADS, Value::Null).await;
        app.advance(TimeDelta::minutes(2));
        assert_eq!(used().await["lastUsedAt"], first, "not noted again so soon");
        app.gql(Some(&token), LEADS, Value::Null).await;
        wait_until("the use is noted again", async || used().await["lastUsedAt"] != first).await;
        let told = app.access_events().await;
        let is_of_key = |event: &&entity::event::Model| event.subject_id.as_deref() == made["id"].as_str();
        let of_key: Vec<_> = told.iter().filter(is_of_key).map(|event| event.kind.as_str()).collect();
        assert_eq!(of_key, ["API_KEY_CREATED", "API_KEY_USED_FROM_NEW_ADDRESS"]);
    }
}

story! {
    async fn a_request_with_a_key_costs_one_statement_to_know_whose_it_is(app) {
        let admin_key = app.admin(CREATE, json!({ "input": { "name": "report", "scopes": ["LEADS_READ"] } })).await;
        let token = admin_key["createApiKey"]["token"].as_str().expect("a token").to_owned();
        app.gql(Some(&token), "{ leads { totalCount } }", Value::Null).await;
        wait_until("the use is noted", async || app.access_events().await.len() == 2).await;
        let nothing_else = "{ __typename }";
        let before = app.statements();
        app.gql(Some(&token), nothing_else, Value::Null).await;
        assert_eq!(app.statements() - before, 1);
    }
}
