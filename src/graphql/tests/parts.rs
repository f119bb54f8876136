//! A page reads only the columns that are asked for, and answers most fields without asking a resolver. Whatever the
//! field, it must say the same there as the whole lead says, read alone.

use async_graphql::Request;
use entity::{LeadStatus, lead};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, prelude::Json};
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{
    graphql::AsText,
    leads::Change,
    organisation::{self, Kind},
};

/// A lead of which every column has something to say.
async fn rich(stage: &Stage) -> lead::Model {
    let referrer = stage.lead("Referrer", |_| ()).await;
    let lead = stage
        .lead("Rich", |fields| {
            fields.first_name = Change::Set("Ada".into());
            fields.company = Change::Set("Acme".into());
            fields.referrer_lead_id = Change::Set(referrer.id);
        })
        .await;
    let group = organisation::create(&stage.cx, Kind::Group, "North").await.unwrap();
    let unit = organisation::create(&stage.cx, Kind::Unit, "Desk").await.unwrap();
    let (now, today) = (stage.cx.clock.now(), stage.cx.clock.today());
    let text = |text: &str| Set(Some(text.to_owned()));
    let mut row = lead.into_active_model();
    row.group_id = Set(group.group());
    row.unit_id = Set(unit.unit());
    row.job_title = text("Director");
    row.phone = text("+43 1 234567");
    row.phone_e164 = text("+431234567");
    row.website = text("https://acme.example");
    row.street = text("Main Street 1");
    row.postal_code = text("1010");
    row.city = text("Vienna");
    row.region = text("Vienna");
    row.country = text("AT");
    row.locale = text("de-AT");
    row.time_zone = text("Europe/Vienna");
    row.initial_interest = text("A quote");
    row.products_of_interest = Set(Json::from(vec!["Basic", "Pro"]));
    row.target_amount_minor = Set(Some(12_345));
    row.target_currency = text("EUR");
    row.budget_amount_minor = Set(Some(54_321));
    row.budget_currency = text("EUR");
    row.need_text = text("Soon");
    row.timing_date = Set(Some(today));
    row.rating = Set(Some(entity::Rating::Hot));
    row.estimated_days = Set(Some(9));
    row.expected_completion_date = Set(today.pred_opt().and_then(|day| day.pred_opt()));
    row.next_activity_at = Set(Some(now));
    row.held_from = Set(Some(LeadStatus::Warm));
    row.resume_on = Set(Some(today));
    row.inactive_since = Set(Some(now));
    row.snoozed_until = Set(Some(now));
    row.waiting_since = Set(Some(now));
    row.accepted_at = Set(Some(now));
    row.escalated_at = Set(Some(now));
    row.first_response_at = Set(Some(now));
    row.lost_note = text("Too dear");
    row.lost_competitor = text("Emca");
    row.update(stage.cx.db.conn()).await.unwrap()
}

/// Each field of a type that needs no arguments, with a selection where it needs one.
async fn fields_of(stage: &Stage, name: &str) -> Vec<String> {
    let ask = "query ($name: String!) { __type(name: $name) { fields {
        name args { type { kind } defaultValue }
        type { kind ofType { kind ofType { kind ofType { kind name fields { name } } name fields { name } } name fields { name } } name fields { name } } } } }";
    let request = Request::new(ask).variables(async_graphql::Variables::from_json(json!({ "name": name })));
    let response = serde_json::to_value(stage.schema.execute(request).await).unwrap();
    let fields = response["data"]["__type"]["fields"].as_array().unwrap_or_else(|| panic!("{response:#}"));
    let free = |field: &&Value| {
        let required = |arg: &Value| arg["type"]["kind"] == "NON_NULL" && arg["defaultValue"].is_null();
        !field["args"].as_array().unwrap().iter().any(required)
    };
    fields.iter().filter(free).map(selection).collect()
}

fn selection(field: &Value) -> String {
    let name = field["name"].as_str().unwrap();
    let mut kind = &field["type"];
    while !kind["ofType"].is_null() {
        kind = &kind["ofType"];
    }
    let Some(inner) = kind["fields"].as_array() else { return name.to_owned() };
    let names: Vec<_> = inner.iter().filter_map(|field| field["name"].as_str()).collect();
    let chosen = ["edges", "id", "key", "amount", "status", "label", "budgetStatus", "city", "code"];
    let chosen = chosen.into_iter().find(|wanted| names.contains(wanted)).unwrap_or("__typename");
    let below = if chosen == "edges" { "edges { cursor }" } else { chosen };
    format!("{name} {{ {below} }}")
}

/// Asks for the answer as values and as text, and wants both to be the same.
async fn ask(stage: &Stage, document: &str, variables: Value) -> Value {
    let values = stage.ask(document, variables.clone()).await;
    let request = Request::new(document).variables(async_graphql::Variables::from_json(variables));
    let response = stage.schema.execute(request.data(stage.cx.clone()).data(AsText)).await;
    assert!(response.errors.is_empty(), "{:#?}", response.errors);
    assert_eq!(plain(response.data), values);
    values
}

/// What was written already, read again.
fn plain(value: async_graphql::Value) -> Value {
    match value {
        async_graphql::Value::Binary(text) => serde_json::from_slice(&text).unwrap(),
        async_graphql::Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key.to_string(), plain(value))).collect()
        }
        async_graphql::Value::List(items) => items.into_iter().map(plain).collect(),
        value => serde_json::to_value(value).unwrap(),
    }
}

#[tokio::test]
async fn a_page_is_written_as_it_is_read() {
    let stage = stages().await.remove(0);
    let odd = r#"Anna "the" \ O'Neil / Ünal 😀"#;
    stage.lead("Odd", |fields| fields.last_name = Change::Set(odd.into())).await;
    let document = "{ leads { edges { cursor node { id lastName score assignee { id name } } } } }";
    ask(&stage, document, json!({})).await;
    let response = stage.schema.execute(Request::new(document).data(stage.cx.clone()).data(AsText)).await;
    let async_graphql::Value::Object(data) = response.data else { panic!("no object") };
    let async_graphql::Value::Object(leads) = &data["leads"] else { panic!("no connection") };
    assert!(matches!(&leads["edges"], async_graphql::Value::Binary(_)), "{leads:?}");
}

#[tokio::test]
async fn every_field_says_on_a_page_what_the_whole_lead_says() {
    for stage in stages().await {
        let lead = rich(&stage).await;
        stage.settle().await;
        let mut silent = Vec::new();
        for field in fields_of(&stage, "Lead").await {
            let page = format!("{{ leads(search: \"Rich\") {{ edges {{ node {{ {field} }} }} }} }}");
            let whole = format!("{{ lead(id: \"{}\") {{ {field} }} }}", lead.id);
            let (page, whole) = (ask(&stage, &page, json!({})).await, stage.ask(&whole, json!({})).await);
            let (page, whole) = (&page["leads"]["edges"][0]["node"], &whole["lead"]);
            assert_eq!(page, whole, "{field}");
            if whole.as_object().unwrap().values().any(Value::is_null) {
                silent.push(field);
            }
        }
        // A field that is null either way would prove nothing.
        let known = ["leadType", "source", "lostReason", "completedAt", "timeToCompletionDays", "deletedAt"];
        silent.retain(|field| !known.iter().any(|known| field.starts_with(known)));
        assert!(silent.is_empty(), "give these a value in `rich`: {silent:?}");
    }
}

#[tokio::test]
async fn every_field_of_an_assignee_says_on_a_page_what_the_whole_user_says() {
    for stage in stages().await {
        let lead = rich(&stage).await;
        for field in fields_of(&stage, "User").await {
            let below = format!("assignee {{ {field} }}");
            let page = format!("{{ leads(search: \"Rich\") {{ edges {{ node {{ {below} }} }} }} }}");
            let whole = format!("{{ lead(id: \"{}\") {{ {below} }} }}", lead.id);
            let (page, whole) = (ask(&stage, &page, json!({})).await, stage.ask(&whole, json!({})).await);
            assert_eq!(page["leads"]["edges"][0]["node"], whole["lead"], "{field}");
        }
    }
}

#[tokio::test]
async fn what_is_asked_for_twice_is_answered_as_one() {
    let stage = stages().await.remove(0);
    let lead = rich(&stage).await;
    let document = r#"query ($id: ID!, $yes: Boolean!) {
        leads(search: "Rich") {
            edges { node { ...Name assignee { id } ... on Node { id } assignee { name role @include(if: $yes) } } }
            edges { cursor node { also: lastName firstName @skip(if: $yes) leadType { key } } }
        }
        lead(id: $id) { name }
    }
    fragment Name on Lead { __typename name assignee { ... on User { __typename } } }"#;
    let data = ask(&stage, document, json!({ "id": lead.id.to_string(), "yes": true })).await;
    let edge = &data["leads"]["edges"][0];
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(edge), ["cursor", "node"]);
    assert_eq!(keys(&edge["node"]), ["__typename", "also", "assignee", "id", "leadType", "name"]);
    assert_eq!(keys(&edge["node"]["assignee"]), ["__typename", "id", "name", "role"]);
    assert_eq!(edge["node"]["__typename"], "Lead");
    assert_eq!(edge["node"]["assignee"]["__typename"], "User");
    assert_eq!(edge["node"]["name"], data["lead"]["name"]);
}

#[tokio::test]
async fn a_lead_without_an_assignee_has_none_on_a_page() {
    for stage in stages().await {
        stage.lead("Alone", |fields| fields.assignee_id = Change::Clear).await;
        stage.lead("Taken", |_| ()).await;
        let document = "{ leads { edges { node { lastName assignee { id name } } } } }";
        let data = ask(&stage, document, json!({})).await;
        let assignees: Vec<_> = data["leads"]["edges"]
            .as_array()
            .unwrap()
            .iter()
            .map(|edge| (edge["node"]["lastName"].as_str().unwrap(), edge["node"]["assignee"].is_null()))
            .collect();
        assert_eq!(assignees, [("Taken", false), ("Alone", true)]);
    }
}
