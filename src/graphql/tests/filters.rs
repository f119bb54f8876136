//! Filters against data: both databases answer alike.

use entity::LeadStatus;
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{
    context::Mode,
    leads::{self, Change, ChangeStatus, Move},
    money::Money,
};

const NAMES: &str = "query ($filter: LeadFilter, $search: String) {
    leads(filter: $filter, search: $search, orderBy: [{ field: NUMBER }]) { totalCount edges { node { lastName } } } }";

async fn names(stage: &Stage, filter: Value) -> Vec<String> {
    let data = stage.ask(NAMES, json!({ "filter": filter })).await;
    let edges = data["leads"]["edges"].as_array().unwrap();
    assert_eq!(data["leads"]["totalCount"], edges.len());
    edges.iter().map(|edge| edge["node"]["lastName"].as_str().unwrap().to_owned()).collect()
}

fn euro(amount: i64) -> Change<Money> {
    Change::Set(Money { minor: amount * 100, currency: "EUR".into() })
}

async fn people(stage: &Stage) {
    stage
        .lead("Müller", |lead| {
            lead.company = Change::Set("100% Öko_Bau".into());
            lead.target_amount = euro(1_000);
            lead.city = Change::Set("Wien".into());
        })
        .await;
    let warm = stage
        .lead("MÜHLE", |lead| {
            lead.company = Change::Set("a\\b*c?[d]".into());
            lead.target_amount = euro(5_000);
            lead.source_key = Change::Set("REFERRAL".into());
        })
        .await;
    stage
        .lead("Strauß", |lead| {
            lead.assignee_id = Change::Keep;
            lead.target_amount = Change::Set(Money { minor: 3_000, currency: "JPY".into() });
            lead.probability = Change::Set(80);
        })
        .await;
    let change = ChangeStatus { id: warm.id, expected_version: None, to: Move::to(LeadStatus::Warm) };
    leads::change_status(&stage.cx, &change, Mode::Commit).await.unwrap();
}

#[tokio::test]
async fn operators_find_what_they_say() {
    for stage in stages().await {
        people(&stage).await;
        let user = stage.cx.actor.user_id().unwrap().to_string();
        let all = ["Müller", "MÜHLE", "Strauß"];
        let cases: &[(Value, &[&str])] = &[
            (json!({}), &all),
            (json!({ "lastName": { "contains": "mü" } }), &["Müller", "MÜHLE"]),
            (json!({ "lastName": { "startsWith": "MÜL" } }), &["Müller"]),
            (json!({ "lastName": { "startsWith": "üll" } }), &[]),
            (json!({ "lastName": { "contains": "STRAU" } }), &["Strauß"]),
            (json!({ "lastName": { "eq": "müller" } }), &[]),
            (json!({ "lastName": { "in": ["Müller", "Strauß"] } }), &["Müller", "Strauß"]),
            (json!({ "lastName": { "in": [] } }), &[]),
            (json!({ "lastName": { "notIn": [] } }), &all),
            (json!({ "company": { "contains": "%" } }), &["Müller"]),
            (json!({ "company": { "contains": "_" } }), &["Müller"]),
            (json!({ "company": { "contains": "0% ö" } }), &["Müller"]),
            (json!({ "company": { "contains": "\\" } }), &["MÜHLE"]),
            (json!({ "company": { "startsWith": "A\\B*C?[D]" } }), &["MÜHLE"]),
            (json!({ "company": { "contains": "*" } }), &["MÜHLE"]),
            (json!({ "company": { "contains": "." } }), &[]),
            (json!({ "company": { "isNull": true } }), &["Strauß"]),
            (json!({ "company": { "ne": "100% Öko_Bau" } }), &["MÜHLE", "Strauß"]),
            (json!({ "not": { "company": { "contains": "bau" } } }), &["MÜHLE", "Strauß"]),
            (json!({ "not": { "company": { "notIn": ["100% Öko_Bau"] } } }), &["Müller"]),
            (json!({ "not": {} }), &[]),
            (json!({ "or": [] }), &[]),
            (json!({ "and": [] }), &all),
            (
                json!({ "or": [{ "lastName": { "eq": "MÜHLE" } }, { "city": { "eq": "Wien" } }] }),
                &["Müller", "MÜHLE"],
            ),
            (
                json!({ "and": [{ "lastName": { "contains": "ü" } }, { "city": { "isNull": true } }] }),
                &["MÜHLE"],
            ),
            (json!({ "status": { "eq": "WARM" } }), &["MÜHLE"]),
            (json!({ "status": { "notIn": ["WARM", "REFERRAL"] } }), &["Müller", "Strauß"]),
            (json!({ "state": { "eq": "PENDING" } }), &["Müller", "Strauß"]),
            (json!({ "state": { "ne": "PENDING" } }), &["MÜHLE"]),
            (json!({ "state": { "in": ["WON", "IN_PROGRESS"] } }), &["MÜHLE"]),
            (json!({ "targetAmount": { "currency": "EUR", "gt": "999.99" } }), &["Müller", "MÜHLE"]),
            (json!({ "targetAmount": { "currency": "EUR", "gte": 5000 } }), &["MÜHLE"]),
            (json!({ "targetAmount": { "currency": "jpy" } }), &["Strauß"]),
            (json!({ "probability": { "between": { "from": 50, "to": 80 } } }), &["Strauß"]),
            (json!({ "probability": { "lt": 80 } }), &["Müller", "MÜHLE"]),
            (json!({ "email": { "eq": "MULLER@acme.example" } }), &["Müller"]),
            (json!({ "assignee": { "isNull": true } }), &["Strauß"]),
            (json!({ "assignee": { "id": { "eq": user } } }), &["Müller", "MÜHLE"]),
            (json!({ "assignee": { "email": { "eq": "User1@Example.com" } } }), &["Müller", "MÜHLE"]),
            (json!({ "not": { "assignee": { "name": { "eq": "User 1" } } } }), &["Strauß"]),
            (json!({ "source": { "key": { "eq": "REFERRAL" } } }), &["MÜHLE"]),
            (json!({ "source": { "direction": { "in": ["PULL", "PUSH"] } } }), &["MÜHLE"]),
            (json!({ "leadType": { "key": { "eq": "STANDARD" } } }), &all),
            (json!({ "createdAt": { "gte": "2026-12-13T10:00:00+02:00" } }), &all),
            (json!({ "createdAt": { "gt": "2026-12-13T09:00:00+01:00" } }), &[]),
            (json!({ "startDate": { "eq": "2026-12-13" } }), &all),
            (json!({ "inactiveSince": { "isNull": false } }), &[]),
            (json!({ "doNotContact": { "eq": false } }), &all),
            (json!({ "completedAt": { "ne": "2026-12-13T08:00:00Z" } }), &all),
        ];
        for (filter, expected) in cases {
            assert_eq!(
                names(&stage, filter.clone()).await,
                *expected,
                "{filter} on {:?}",
                stage.cx.db.backend()
            );
        }
    }
}

#[tokio::test]
async fn full_text_finds_words_without_accents() {
    for stage in stages().await {
        people(&stage).await;
        for (search, count) in
            [("muller", 1), ("MÜ", 2), ("oko bau", 1), ("L-000003", 1), ("  ", 3), ("nobody", 0), ("\"*", 0)]
        {
            let data = stage.ask(NAMES, json!({ "search": search })).await;
            assert_eq!(data["leads"]["totalCount"], count, "{search}");
        }
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_used_says_why() {
    let stage = stages().await.remove(0);
    let mut deep = json!({});
    for _ in 0..9 {
        deep = json!({ "not": deep });
    }
    let many: Vec<_> = (0..101).map(|number| number.to_string()).collect();
    let wide: Vec<_> = (0..101).map(|_| json!({ "score": { "eq": 1 } })).collect();
    for (filter, says) in [
        (json!({ "status": { "eq": null } }), "at least one operator"),
        (json!({ "source": {} }), "at least one condition"),
        (json!({ "lastName": { "in": many } }), "at most 100 values"),
        (json!({ "lastName": { "contains": "x".repeat(201) } }), "at most 200 characters"),
        (json!({ "or": wide }), "at most 100 comparisons"),
        (deep, "at most 8 levels"),
        (json!({ "targetAmount": { "gt": "1" } }), "currency"),
        (json!({ "targetAmount": { "currency": "EUR", "gt": "1.001" } }), "2 decimals"),
        (json!({ "id": { "eq": "user_01h455vb4pex5vsknk084sn02q" } }), "starts with `lead_`"),
    ] {
        let (code, message) = stage.refused(NAMES, json!({ "filter": filter })).await;
        assert_eq!(code, "INVALID", "{message}");
        assert!(message.contains(says), "{message}");
    }
}

#[tokio::test]
async fn communications_and_events_are_found_too() {
    for stage in stages().await {
        people(&stage).await;
        stage.settle().await;
        let data = stage.ask(
            r#"{ sent: communications(filter: { state: { eq: SENT } }) { totalCount }
                waiting: communications(filter: { state: { eq: QUEUED }, audience: { eq: LEAD }, template: { startsWith: "STATUS_" } }) {
                    totalCount edges { node { template lead { lastName } } } }
                moves: events(filter: { kinds: [LEAD_STATUS_CHANGED] }) { totalCount edges { node { data lead { lastName } } } } }"#,
            json!({}),
        ).await;
        assert_eq!(data["sent"]["totalCount"], 0);
        assert!(data["waiting"]["totalCount"].as_i64().unwrap() >= 4, "{data:#}");
        assert_eq!(data["moves"]["totalCount"], 1);
        let moved = &data["moves"]["edges"][0]["node"];
        assert_eq!((&moved["lead"]["lastName"], &moved["data"]["to"]), (&json!("MÜHLE"), &json!("WARM")));
    }
}
