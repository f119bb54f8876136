//! Cursors and ids that were never given out: a page, nothing, or a clear refusal, on both databases.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use super::support::{Stage, stages};

const LEADS: &str = "query ($order: [LeadOrder!], $after: String, $before: String) {
    list: leads(orderBy: $order, after: $after, before: $before) { edges { cursor } } }";
const COMMUNICATIONS: &str = "query ($after: String, $before: String) {
    list: communications(after: $after, before: $before) { edges { cursor } } }";
const EVENTS: &str = "query ($after: String, $before: String) {
    list: events(after: $after, before: $before) { edges { cursor } } }";
const OF_A_LEAD: &str = "query ($after: String, $before: String) { leads { edges { node {
    events(after: $after, before: $before) { edges { cursor } }
    communications(after: $after, before: $before) { edges { cursor } } } } } }";

/// Every list, with the order to ask it for.
fn lists() -> Vec<(&'static str, Value)> {
    let mut lists = vec![(COMMUNICATIONS, Value::Null), (EVENTS, Value::Null)];
    for field in
        ["CREATED_AT", "UPDATED_AT", "NUMBER", "LAST_TOUCH_AT", "EXPECTED_COMPLETION_DATE", "TARGET_AMOUNT"]
    {
        lists.push((LEADS, json!([{ "field": field }])));
        lists.push((LEADS, json!([{ "field": field, "direction": "DESC", "nulls": "FIRST" }])));
    }
    lists.push((LEADS, json!([{ "field": "TARGET_AMOUNT" }, { "field": "NUMBER", "direction": "DESC" }])));
    lists
}

/// What a value in a cursor may be replaced by.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(0),
        json!(-1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.5),
        json!(true),
        json!(""),
        json!("x\0"),
        json!([]),
        json!({}),
        json!("0191e3a0-0000-7000-8000-000000000000"),
        json!("2026-11-22T12:00:00Z"),
        json!("2026-11-22"),
        json!("0000-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59.999999999Z"),
        json!("9999-12-31"),
        json!("-0001-01-01"),
        json!("-262143-01-01"),
        json!("+262142-12-31"),
        json!("+262142-12-31T23:59:59Z"),
        json!("-262143-01-01T00:00:00Z"),
        json!("+300000-01-01T00:00:00Z"),
    ]
}

fn decoded(cursor: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap_or_default()
}

fn encoded(cursor: &Value) -> String {
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}

impl Stage {
    /// Asks for a page at this place: it is given, or refused as invalid.
    async fn page_at(&self, document: &str, order: &Value, cursor: &str) {
        for variables in
            [json!({ "order": order, "after": cursor }), json!({ "order": order, "before": cursor })]
        {
            let response = self.execute(&self.cx, document, variables).await;
            let response = serde_json::to_value(&response).unwrap();
            for error in response["errors"].as_array().into_iter().flatten() {
                assert_eq!(error["extensions"]["code"], "INVALID", "{cursor} = {}: {error}", decoded(cursor));
            }
        }
    }
}

async fn stages_with_leads() -> Vec<Stage> {
    let stages = stages().await;
    for stage in &stages {
        for name in ["A", "B"] {
            stage.lead(name, |_| ()).await;
        }
        stage.settle().await;
    }
    stages
}

#[tokio::test]
async fn cursors_with_other_values_are_refused_or_lead_to_a_page() {
    for stage in stages_with_leads().await {
        for (document, order) in lists() {
            let page = stage.ask(document, json!({ "order": order })).await;
            let cursor = page["list"]["edges"][0]["cursor"].as_str().unwrap();
            let Value::Object(_) = decoded(cursor) else { continue };
            for place in 0..decoded(cursor)["v"].as_array().unwrap().len() {
                for value in values() {
                    let mut forged = decoded(cursor);
                    forged["v"][place] = value;
                    stage.page_at(document, &order, &encoded(&forged)).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_value_of_another_kind_is_refused_in_words() {
    for stage in stages_with_leads().await {
        let page = stage.ask(COMMUNICATIONS, json!({})).await;
        let mut forged = decoded(page["list"]["edges"][0]["cursor"].as_str().unwrap());
        for value in [json!(7), json!("2026-11-22"), json!("+200000-01-01T00:00:00Z"), json!(null)] {
            forged["v"][0] = value;
            let (code, message) = stage.refused(COMMUNICATIONS, json!({ "after": encoded(&forged) })).await;
            assert_eq!(code, "INVALID");
            assert!(message.contains("not a cursor of this list"), "{message}");
        }
    }
}

/// Any change of a real cursor: other JSON, bytes changed, cut or repeated, or something else altogether.
fn mutations(cursor: String) -> impl Strategy<Value = String> {
    let json = prop::sample::select(values());
    let (whole, shape) = (cursor.clone(), decoded(&cursor));
    prop_oneof![
        (any::<prop::sample::Index>(), any::<char>()).prop_map(move |(at, letter)| {
            let mut letters: Vec<char> = whole.chars().collect();
            let at = at.index(letters.len());
            letters[at] = letter;
            letters.into_iter().collect()
        }),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(move |(at, byte)| {
            let mut bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            URL_SAFE_NO_PAD.encode(bytes)
        }),
        prop::collection::vec(json, 0..4).prop_map(move |values| {
            let mut shape = shape.clone();
            if let Some(fields) = shape.as_object_mut() {
                fields.insert("v".into(), values.into());
            }
            encoded(&shape)
        }),
        "[0-9:-]{0,50}".prop_map(|text| URL_SAFE_NO_PAD.encode(text)),
        ".{0,60}",
    ]
}

#[tokio::test]
async fn no_change_of_a_cursor_is_our_fault() {
    let mut runner = TestRunner::deterministic();
    for stage in stages_with_leads().await {
        let of_a_lead = lists().into_iter().take(2).map(|(list, _)| (list, OF_A_LEAD, Value::Null));
        let plain = lists().into_iter().map(|(list, order)| (list, list, order));
        for (list, document, order) in of_a_lead.chain(plain) {
            let page = stage.ask(list, json!({ "order": order })).await;
            let mutations = mutations(page["list"]["edges"][0]["cursor"].as_str().unwrap().to_owned());
            for _ in 0..30 {
                let cursor = mutations.new_tree(&mut runner).unwrap().current();
                let variables = json!({ "order": order, "after": cursor, "before": cursor });
                let response = stage.execute(&stage.cx, document, variables).await;
                let response = serde_json::to_value(&response).unwrap();
                for error in response["errors"].as_array().into_iter().flatten() {
                    assert_eq!(error["extensions"]["code"], "INVALID", "{cursor:?}: {error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_text_is_an_id_that_is_our_fault() {
    let mut runner = TestRunner::deterministic();
    let texts = prop_oneof![
        "[a-z_]{0,10}_[0-9a-z]{26}",
        "(lead|user|event|comm|change|attempt|trigger|source|reason|leadtype)_[0-7][0-9a-hjkmnp-tv-z]{25}",
        ".{0,40}",
    ];
    let fixed = [
        "",
        "_",
        "lead_",
        "lead_\0",
        "\0",
        "lead_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "LEAD_01H455VB4PEX5VSKNK084SN02Q",
    ];
    let long = "x".repeat(10_000);
    for stage in stages_with_leads().await {
        let random: Vec<_> = (0..80).map(|_| texts.new_tree(&mut runner).unwrap().current()).collect();
        let all =
            random.into_iter().chain(fixed.map(str::to_owned)).chain([long.clone(), format!("lead_{long}")]);
        for id in all {
            let document = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id } lead(id: $id) { id } }";
            let response = stage.execute(&stage.cx, document, json!({ "id": id })).await;
            let response = serde_json::to_value(&response).unwrap();
            for error in response["errors"].as_array().into_iter().flatten() {
                assert_eq!(error["extensions"]["code"], "INVALID", "{id:?}: {error}");
                assert!(error["message"].as_str().unwrap().len() < 500, "{error}");
            }
        }
    }
}
