//! Pages: forwards and backwards they give the whole list, with ties and missing values; no text breaks a cursor.

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{db::Cursor, events::Place, leads::Change, money::Money};

const PAGE: &str = "query ($order: [LeadOrder!], $first: Int, $after: String, $last: Int, $before: String) {
    leads(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { number } } } }";

fn numbers(list: &Value) -> Vec<String> {
    let edges = list["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["number"].as_str().unwrap().to_owned()).collect()
}

/// The whole list, page by page, in one direction.
async fn walk(stage: &Stage, order: &Value, forwards: bool) -> Vec<String> {
    let mut all = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = if forwards {
            json!({ "first": 3, "after": cursor })
        } else {
            json!({ "last": 3, "before": cursor })
        };
        let mut variables = page;
        variables["order"] = order.clone();
        let list = &stage.ask(PAGE, variables).await["leads"];
        assert_eq!(list["totalCount"], 11);
        let (info, rows) = (&list["pageInfo"], numbers(list));
        let (more, place) =
            if forwards { ("hasNextPage", "endCursor") } else { ("hasPreviousPage", "startCursor") };
        if forwards {
            all.extend(rows);
        } else {
            all.splice(0..0, rows);
        }
        if info[more] == false {
            return all;
        }
        cursor = info[place].clone();
    }
}

#[tokio::test]
async fn both_directions_give_the_whole_list_with_ties_and_missing_values() {
    for stage in stages().await {
        for number in 0..11_i64 {
            stage
                .lead(&format!("Lead {number}"), |lead| {
                    if number % 3 != 0 {
                        let minor = (number % 2) * 100;
                        lead.target_amount = Change::Set(Money { minor, currency: "EUR".into() });
                    }
                    if number % 4 == 0 {
                        lead.estimated_days = Change::Set(7);
                    }
                })
                .await;
            if number % 2 == 0 {
                stage.world.clock.advance(TimeDelta::hours(1));
            }
        }
        for order in [
            json!(null),
            json!([{ "field": "CREATED_AT" }]),
            json!([{ "field": "CREATED_AT", "direction": "DESC" }]),
            json!([{ "field": "TARGET_AMOUNT" }]),
            json!([{ "field": "TARGET_AMOUNT", "direction": "DESC" }]),
            json!([{ "field": "TARGET_AMOUNT", "nulls": "FIRST" }]),
            json!([{ "field": "TARGET_AMOUNT", "direction": "DESC", "nulls": "FIRST" }]),
            json!([{ "field": "EXPECTED_COMPLETION_DATE", "nulls": "FIRST" }, { "field": "TARGET_AMOUNT", "direction": "DESC" }]),
            json!([{ "field": "TARGET_AMOUNT" }, { "field": "LAST_TOUCH_AT", "direction": "DESC" }]),
        ] {
            let whole = stage.ask(PAGE, json!({ "order": order, "first": 100 })).await;
            let whole = numbers(&whole["leads"]);
            assert_eq!(walk(&stage, &order, true).await, whole, "{order}");
            assert_eq!(walk(&stage, &order, false).await, whole, "{order} backwards");
        }
    }
}

#[tokio::test]
async fn nested_pages_and_the_log_go_on_where_they_ended() {
    for stage in stages().await {
        for name in ["A", "B"] {
            stage.lead(name, |_| ()).await;
        }
        stage.settle().await;
        let document = "query ($after: String) { leads { edges { node {
            events(first: 1, after: $after) { pageInfo { hasNextPage endCursor } edges { node { kind lead { id } } } }
            communications(last: 1) { pageInfo { hasPreviousPage } edges { node { lead { id } } } } id } } }
            events(first: 2) { totalCount pageInfo { endCursor hasNextPage } } }";
        let first = stage.ask(document, json!({})).await;
        for edge in first["leads"]["edges"].as_array().unwrap() {
            let lead = &edge["node"];
            assert_eq!(lead["events"]["edges"][0]["node"]["kind"], "LEAD_CREATED");
            assert_eq!(lead["events"]["edges"][0]["node"]["lead"]["id"], lead["id"]);
            assert_eq!(lead["events"]["pageInfo"]["hasNextPage"], true);
            assert_eq!(lead["communications"]["pageInfo"]["hasPreviousPage"], true);
            assert_eq!(lead["communications"]["edges"].as_array().unwrap().len(), 1);
        }
        let mut seen = 2;
        let mut after = first["events"]["pageInfo"]["endCursor"].clone();
        while !after.is_null() {
            let document = "query ($after: String) { events(first: 2, after: $after) { pageInfo { endCursor } edges { cursor } } }";
            let page = stage.ask(document, json!({ "after": after })).await;
            seen += page["events"]["edges"].as_array().unwrap().len();
            after = page["events"]["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(first["events"]["totalCount"], seen);
    }
}

#[tokio::test]
async fn pages_that_cannot_be_are_refused() {
    let stage = stages().await.remove(0);
    stage.lead("One", |_| ()).await;
    let list = stage.ask(PAGE, json!({})).await;
    let cursor = list["leads"]["pageInfo"]["endCursor"].clone();
    for (variables, says) in [
        (json!({ "first": 0 }), "from 1 to 100"),
        (json!({ "first": 101 }), "from 1 to 100"),
        (json!({ "last": -1 }), "from 1 to 100"),
        (json!({ "first": 1, "last": 1 }), "not both"),
        (json!({ "after": "x" }), "not a cursor"),
        (json!({ "after": cursor, "order": [{ "field": "NUMBER" }] }), "another order"),
        (json!({ "order": [{ "field": "NUMBER" }, { "field": "NUMBER" }] }), "each field once"),
    ] {
        let (code, message) = stage.refused(PAGE, variables).await;
        assert_eq!(code, "INVALID");
        assert!(message.contains(says), "{message}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_a_cursor(text in ".*") {
        let _ = Cursor::decode(&text);
        let _ = text.parse::<Place>();
    }

    #[test]
    fn no_bytes_break_a_cursor(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        let text = URL_SAFE_NO_PAD.encode(bytes);
        let _ = Cursor::decode(&text);
        let _ = text.parse::<Place>();
    }
}
