//! Reading one thing: by id, by number, as a node; and who may.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use entity::{AttemptId, communication, communication_attempt, user};
use futures::StreamExt;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::support::{Stage, stages};
use crate::{
    auth::sessions,
    organisation::{self, Collaborate, Kind, NewMember},
    users,
};

#[tokio::test]
async fn a_lead_shows_itself_and_what_hangs_on_it() {
    for stage in stages().await {
        let lead = stage.lead("Ärmel", |_| ()).await;
        let id = lead.id.to_string();
        stage.settle().await;
        let document = r"query ($id: ID!) { lead(id: $id) {
            id number name status state email leadType { key } assignee { name } createdBy { id }
            statusInfo { label meaning nextStep staleAfterDays waysOut }
            history { from to actor { name } lead { number } } timeOverdueDays timeToCompletionDays
            transitions { status allowed blockers { code field message } requiredInput }
            communications { totalCount edges { node { template state explanation trigger { key } lead { id } } } }
            events { totalCount edges { cursor node { kind cursor actor { name } lead { id } } } }
        } }";
        let lead = &stage.ask(document, json!({ "id": id })).await["lead"];
        assert_eq!(lead["number"], "L-000001");
        assert_eq!(
            (&lead["name"], &lead["status"], &lead["state"]),
            (&json!("Ärmel"), &json!("NEW"), &json!("PENDING"))
        );
        assert_eq!(
            lead["history"],
            json!([{ "from": null, "to": "NEW", "actor": { "name": "User 1" }, "lead": { "number": "L-000001" } }])
        );
        assert_eq!(lead["statusInfo"]["staleAfterDays"], 7);
        let goals = lead["transitions"].as_array().unwrap();
        assert_eq!(goals.len(), 15);
        let lost = goals.iter().find(|goal| goal["status"] == "CLOSED_LOST").unwrap();
        assert_eq!((&lost["allowed"], &lost["requiredInput"]), (&json!(true), &json!(["lostReasonKey"])));
        let messages = lead["communications"]["edges"].as_array().unwrap();
        assert_eq!(lead["communications"]["totalCount"], messages.len());
        assert!(
            messages
                .iter()
                .all(|edge| edge["node"]["explanation"].as_str().unwrap().contains("It waits to be sent"))
        );
        let events = &lead["events"];
        assert_eq!(events["edges"][0]["node"]["kind"], "LEAD_CREATED");
        assert_eq!(events["edges"][0]["cursor"], events["edges"][0]["node"]["cursor"]);
    }
}

#[tokio::test]
async fn anything_with_an_id_is_a_node() {
    for stage in stages().await {
        let lead = stage.lead("Node", |_| ()).await.id.to_string();
        belongings(&stage).await;
        stage.settle().await;
        let document = r"{ leads { edges { node { id history { id } leadType { id } assignee { id } assignments { id }
            communications { edges { node { id trigger { id } } } } events { edges { node { id } } } } } }
            leadSources { id } lostReasons { id } users { edges { node { id absences { id } } } }
            groups { edges { node { id collaborations { id } members { edges { node { id } } } } } }
            units { edges { node { id collaborations { id } members { edges { node { id } } } } } }
            assignmentRules { edges { node { id } } } viewer { sessions { edges { node { id } } } } }";
        let data = stage.ask(document, json!({})).await;
        let key = stage
            .ask(
                "mutation { createApiKey(input: { name: \"x\", scopes: [LEADS_READ] }) { apiKey { id } } }",
                json!({}),
            )
            .await;
        let mut ids =
            vec![attempt(&stage).await, key["createApiKey"]["apiKey"]["id"].as_str().unwrap().to_owned()];
        collect_ids(&data, &mut ids);
        ids.sort();
        ids.dedup();
        assert!(ids.contains(&lead));
        let document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
        let nodes = stage.ask(document, json!({ "ids": ids })).await;
        let all = |field: &str| -> Vec<_> {
            let nodes = nodes["nodes"].as_array().unwrap();
            nodes.iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(all("id"), ids, "in the order of the request");
        let schema = "{ __type(name: \"Node\") { possibleTypes { name } } }";
        let schema = stage.ask(schema, json!({})).await;
        let types = schema["__type"]["possibleTypes"].as_array().unwrap();
        let types: BTreeSet<_> = types.iter().map(|kind| kind["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(
            all("__typename").into_iter().collect::<BTreeSet<_>>(),
            types,
            "every type that is a Node"
        );
        let gone = stage.ask(document, json!({ "ids": ["lead_01h455vb4pex5vsknk084sn02q"] })).await;
        assert_eq!(gone, json!({ "nodes": [null] }));
    }
}

/// Two groups and two units that work together, with a member who is away; a rule that gives them leads, and their session.
async fn belongings(stage: &Stage) {
    let user = stage.cx.actor.user_id().unwrap();
    for kind in [Kind::Group, Kind::Unit] {
        let team = organisation::create(&stage.cx, kind, "North").await.unwrap();
        let partner = organisation::create(&stage.cx, kind, "South").await.unwrap();
        organisation::add_member(&stage.cx, NewMember { team, user, is_manager: false }).await.unwrap();
        let together = Collaborate { team, partner, is_mutual: false };
        organisation::collaborate(&stage.cx, together).await.unwrap();
    }
    let rule = r#"mutation { createAssignmentRule(input: { name: "All", target: USER, conditions: {}, userId: "USER" }) {
        userErrors { message } } }"#;
    let rule = stage.ask(&rule.replace("USER\"", &format!("{user}\"")), json!({})).await;
    assert_eq!(rule["createAssignmentRule"]["userErrors"], json!([]));
    let row = user::Entity::find_by_id(user).one(stage.cx.db.conn()).await.unwrap().unwrap();
    sessions::issue(&stage.cx.db, &stage.cx.clock, &stage.cx.origin, row, TimeDelta::days(1)).await.unwrap();
    let day = stage.cx.clock.today();
    let away = users::NewAbsence { user, from_day: day, until_day: day, note: None };
    users::add_absence(&stage.cx, &away).await.unwrap();
}

/// A try to deliver the first communication.
async fn attempt(stage: &Stage) -> String {
    let about = communication::Entity::find().one(stage.cx.db.conn()).await.unwrap().unwrap();
    let id: AttemptId = stage.cx.new_id();
    let attempt = communication_attempt::Model {
        id,
        communication_id: about.id,
        number: 1,
        started_at: stage.cx.clock.now(),
        finished_at: None,
        outcome: None,
        server_code: None,
        answer: None,
    };
    attempt.into_active_model().insert(stage.cx.db.conn()).await.unwrap();
    id.to_string()
}

fn collect_ids(value: &serde_json::Value, ids: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            ids.extend(fields.get("id").and_then(|id| id.as_str()).map(str::to_owned));
            fields.values().for_each(|value| collect_ids(value, ids));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| collect_ids(value, ids)),
        _ => {}
    }
}

#[tokio::test]
async fn wrong_ids_and_numbers_are_told_apart_from_missing_ones() {
    let stage = stages().await.remove(0);
    let user = stage.cx.actor.user_id().unwrap();
    for (document, says) in [
        (format!(r#"{{ lead(id: "{user}") {{ id }} }}"#), "starts with `lead_`"),
        (r#"{ lead(id: "17") { id } }"#.to_owned(), "is not an id"),
        (
            r#"{ node(id: "setting_01h455vb4pex5vsknk084sn02q") { id } }"#.to_owned(),
            "known prefixes: lead, user",
        ),
        (r#"{ leadByNumber(number: "17x") { id } }"#.to_owned(), "such as `L-000123`"),
    ] {
        let (code, message) = stage.refused(&document, json!({})).await;
        assert_eq!(code, "INVALID", "{document}");
        assert!(message.contains(says), "{message}");
    }
    stage.lead("Numbered", |_| ()).await;
    let found = stage.ask(r#"{ a: leadByNumber(number: "L-000001") { name } b: leadByNumber(number: "l-1") { name } c: leadByNumber(number: "L-7") { name } }"#, json!({})).await;
    assert_eq!(found, json!({ "a": { "name": "Numbered" }, "b": { "name": "Numbered" }, "c": null }));
}

#[tokio::test]
async fn nothing_but_sign_in_answers_a_stranger() {
    let stage = stages().await.remove(0);
    let new = crate::users::NewUser {
        email: "Ann@acme.example".into(),
        name: "Ann".into(),
        role: entity::Role::Agent,
        password: Some("a long password".into()),
        locale: None,
        time_zone: None,
    };
    crate::users::create(&stage.cx, new).await.unwrap();
    for document in [
        "{ viewer { id } }",
        "{ leads { edges { node { id } } } }",
        "{ leadStatuses { status } }",
        "{ leadTypes { id } }",
        "{ leadSources { id } }",
        "{ lostReasons { id } }",
        "{ communications { totalCount } }",
        "{ events { totalCount } }",
        r#"{ node(id: "lead_01h455vb4pex5vsknk084sn02q") { id } }"#,
        r#"{ nodes(ids: ["lead_01h455vb4pex5vsknk084sn02q"]) { id } }"#,
        r#"{ lead(id: "lead_01h455vb4pex5vsknk084sn02q") { id } }"#,
        r#"{ leadByNumber(number: "L-1") { id } }"#,
        "mutation { createLead(input: {}) { lead { id } } }",
        "mutation { runStaleSweep(input: {}) { report { warned } } }",
    ] {
        let answer = stage.execute_as_visitor(document, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{document}: {answer:#}");
    }
    let document = "mutation ($input: SignInInput!) { signIn(input: $input) {
        accessToken expiresAt user { name role } userErrors { code field } clientMutationId } }";
    let input =
        json!({ "email": "ann@ACME.example", "password": "a long password", "clientMutationId": "7" });
    let payload = &stage.execute_as_visitor(document, json!({ "input": input })).await["data"]["signIn"];
    assert!(payload["accessToken"].as_str().unwrap().starts_with("lla_"), "{payload:#}");
    assert_eq!((&payload["user"]["name"], &payload["clientMutationId"]), (&json!("Ann"), &json!("7")));
    let input = json!({ "email": "ann@acme.example", "password": "another password" });
    let payload = &stage.execute_as_visitor(document, json!({ "input": input })).await["data"]["signIn"];
    assert_eq!(payload["userErrors"], json!([{ "code": "WRONG_CREDENTIALS", "field": ["input"] }]));
    assert_eq!((&payload["accessToken"], &payload["user"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn what_costs_too_much_is_refused_and_the_price_is_told() {
    let stage = stages().await.remove(0);
    let answer =
        stage.execute(&stage.cx, "{ leads(first: 10) { edges { node { id number } } } }", json!({})).await;
    let cost = serde_json::to_value(&answer.extensions["cost"]).unwrap();
    assert_eq!(cost["complexity"], 1 + 10 * 4, "10 edges of node, id and number");
    let document =
        "query ($n: Int) { leads(first: $n) { edges { node { communications(first: $n) { edges { node {
        id state template subject } } } } } } }";
    let answer = stage.execute(&stage.cx, document, json!({ "n": 100 })).await;
    let refused = serde_json::to_value(&answer.errors[0]).unwrap();
    assert!(refused["message"].as_str().unwrap().contains("at most 50000 are taken"), "{refused:#}");
    assert_eq!(refused["extensions"]["code"], "DOCUMENT_TOO_COMPLEX");
    assert_eq!(
        refused["extensions"]["cost"]["complexity"],
        1 + 100 * (1 + 1 + 1 + 100 * (1 + 1 + 4)),
        "{refused:#}"
    );
    stage.ask(document, json!({ "n": 5 })).await;

    let tower = format!(
        "{{ leads {{ edges {{ node {{ {} id {} }} }} }} }}",
        "referrer { ".repeat(17),
        "}".repeat(17)
    );
    let answer = stage.execute(&stage.cx, &tower, json!({})).await;
    let refused = serde_json::to_value(&answer.errors[0]).unwrap();
    assert!(refused["message"].as_str().unwrap().contains("21 levels of fields"), "{refused:#}");
    assert_eq!(refused["extensions"]["code"], "DOCUMENT_TOO_COMPLEX");
}

#[tokio::test]
async fn a_typing_error_is_met_with_names_that_come_near_and_a_thousand_are_not() {
    let stage = stages().await.remove(0);
    for document in [
        "{ leads { edges { node { asignee } } } }".to_owned(),
        "subscription { leadEvents { curser } }".to_owned(),
        format!("{{ leads {{ edges {{ node {{ {} }} }} }} }}", "asignee ".repeat(1_000)),
    ] {
        let answer = stage.subscribe(&document, json!({})).next().await.unwrap();
        let errors = answer["errors"].as_array().unwrap();
        let told =
            errors.iter().filter(|error| error["message"].as_str().unwrap().contains("Did you mean")).count();
        assert_eq!((told, errors.is_empty()), (usize::from(errors.len() == 1), false), "{answer:#}");
    }
}
