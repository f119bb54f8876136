//! Filters into relations and lists: leads by their mail and history, mail by its lead.

use entity::{LeadStatus, lead};
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{
    context::Mode,
    leads::{self, Change, ChangeStatus, Move},
    money::Money,
};

async fn change(stage: &Stage, id: entity::LeadId, status: LeadStatus) {
    let change = ChangeStatus { id, expected_version: None, to: Move::to(status) };
    leads::change_status(&stage.cx, &change, Mode::Commit).await.unwrap();
}

/// Anna was warm and is cold; Bruno, whom Anna referred, is new; Clara came in without a word, and may not be written to.
async fn people(stage: &Stage) -> lead::Model {
    let anna = stage.lead("Anna", |_| ()).await;
    change(stage, anna.id, LeadStatus::Warm).await;
    change(stage, anna.id, LeadStatus::Cold).await;
    stage
        .lead("Bruno", |lead| {
            lead.referrer_lead_id = Change::Set(anna.id);
            lead.target_amount = Change::Set(Money { minor: 500_000, currency: "EUR".into() });
        })
        .await;
    stage
        .lead("Clara", |lead| {
            lead.assignee_id = Change::Keep;
            lead.target_amount = Change::Set(Money { minor: 700_000, currency: "EUR".into() });
        })
        .await;
    anna
}

async fn found(stage: &Stage, filter: &Value) -> Vec<String> {
    let document = "query ($filter: LeadFilter) {
        leads(filter: $filter, orderBy: [{ field: NUMBER }]) { totalCount edges { node { lastName } } } }";
    let data = stage.ask(document, json!({ "filter": filter })).await;
    let edges = data["leads"]["edges"].as_array().unwrap();
    assert_eq!(data["leads"]["totalCount"], edges.len());
    edges.iter().map(|edge| edge["node"]["lastName"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn leads_are_found_by_what_hangs_on_them() {
    for stage in stages().await {
        let anna = people(&stage).await;
        let all = ["Anna", "Bruno", "Clara"];
        let user = stage.cx.actor.user_id().unwrap().to_string();
        let cases: &[(Value, &[&str])] = &[
            (json!({ "history": { "some": { "to": { "eq": "WARM" } } } }), &["Anna"]),
            (json!({ "history": { "none": { "to": { "eq": "WARM" } } } }), &["Bruno", "Clara"]),
            (
                json!({ "history": { "some": { "from": { "eq": "WARM" }, "to": { "eq": "COLD" } } } }),
                &["Anna"],
            ),
            (json!({ "history": { "some": { "from": { "eq": "NEW" }, "to": { "eq": "COLD" } } } }), &[]),
            (json!({ "history": { "some": { "actor": { "id": { "eq": user } } } } }), &all),
            (json!({ "history": { "some": { "lostReason": { "isNull": false } } } }), &[]),
            (json!({ "history": { "some": { "at": { "gte": "2027-01-01T00:00:00Z" } } } }), &[]),
            (
                json!({ "history": { "some": { "to": { "eq": "WARM" } }, "none": { "to": { "eq": "COLD" } } } }),
                &[],
            ),
            (json!({ "communications": { "some": {} } }), &all),
            (json!({ "communications": { "none": {} } }), &[]),
            (json!({ "communications": { "some": { "template": { "eq": "status_warm" } } } }), &["Anna"]),
            (json!({ "communications": { "none": { "audience": { "eq": "ASSIGNEE" } } } }), &["Clara"]),
            (
                json!({ "communications": { "some": { "recipientUser": { "id": { "eq": user } } } } }),
                &["Anna", "Bruno"],
            ),
            (
                json!({ "communications": { "some": { "not": { "template": { "startsWith": "status_" } } } } }),
                &["Anna", "Bruno"],
            ),
            (
                json!({ "communications": { "some": { "trigger": { "key": { "eq": "status-cold" } } } } }),
                &["Anna"],
            ),
            (json!({ "communications": { "some": { "trigger": { "isNull": true } } } }), &[]),
            (json!({ "communications": { "some": { "suppressionReason": { "isNull": false } } } }), &[]),
            (
                json!({ "communications": { "some": { "lead": { "lastName": { "eq": "Bruno" } } } } }),
                &["Bruno"],
            ),
            (json!({ "referrer": { "lastName": { "eq": "Anna" } } }), &["Bruno"]),
            (json!({ "referrer": { "history": { "some": { "to": { "eq": "WARM" } } } } }), &["Bruno"]),
            (json!({ "referrer": {} }), &["Bruno"]),
            (json!({ "not": { "referrer": {} } }), &["Anna", "Clara"]),
            (json!({ "referrerId": { "isNull": true } }), &["Anna", "Clara"]),
            (json!({ "targetAmount": { "currency": "EUR", "ne": "5000" } }), &["Clara"]),
            (json!({ "targetAmount": { "currency": "EUR", "in": ["5000", 7000] } }), &["Bruno", "Clara"]),
            (json!({ "targetAmount": { "currency": "EUR", "notIn": ["5000.00"] } }), &["Clara"]),
            (
                json!({ "targetAmount": { "currency": "EUR", "between": { "from": "5000.01", "to": "7000" } } }),
                &["Clara"],
            ),
        ];
        for (filter, expected) in cases {
            assert_eq!(found(&stage, filter).await, *expected, "{filter} on {:?}", stage.cx.db.backend());
        }
        // A lead that may not be seen is no reason to find another.
        let mut deleted = anna.into_active_model();
        deleted.deleted_at = Set(Some(stage.cx.clock.now()));
        deleted.update(stage.cx.db.conn()).await.unwrap();
        assert_eq!(found(&stage, &json!({ "referrer": { "lastName": { "eq": "Anna" } } })).await, [""; 0]);
    }
}

#[tokio::test]
async fn communications_are_found_by_their_lead() {
    for stage in stages().await {
        people(&stage).await;
        let count = async |filter: Value| {
            let document = "query ($filter: CommunicationFilter) {
                communications(filter: $filter) { totalCount edges { node { lead { lastName } } } } }";
            let data = stage.ask(document, json!({ "filter": filter })).await;
            let edges = data["communications"]["edges"].as_array().unwrap();
            assert_eq!(data["communications"]["totalCount"], edges.len());
            edges.len()
        };
        let all = count(json!({})).await;
        let annas = count(json!({ "lead": { "lastName": { "eq": "Anna" } } })).await;
        assert!(annas > 0 && annas < all);
        assert_eq!(count(json!({ "not": { "lead": { "lastName": { "eq": "Anna" } } } })).await, all - annas);
        assert_eq!(
            count(json!({ "lead": { "status": { "eq": "COLD" }, "assignee": { "isNull": false } } })).await,
            annas
        );
        assert_eq!(count(json!({ "or": [] })).await, 0);
        assert_eq!(count(json!({ "and": [{ "state": { "eq": "QUEUED" } }, { "lead": {} }] })).await, all);
        assert_eq!(count(json!({ "messageId": { "isNull": false } })).await, 0);
        let (one, two) =
            (json!({ "template": { "eq": "status_warm" } }), json!({ "template": { "eq": "status_cold" } }));
        assert_eq!(count(json!({ "or": [one, two] })).await, 2);
    }
}

#[tokio::test]
async fn a_filter_on_a_list_says_what_it_needs() {
    let stage = stages().await.remove(0);
    let mut deep = json!({ "lastName": { "eq": "x" } });
    for _ in 0..5 {
        deep = json!({ "communications": { "some": { "lead": deep } } });
    }
    for (filter, says) in [
        (json!({ "history": {} }), "`some` or `none`"),
        (json!({ "communications": {} }), "`some` or `none`"),
        (deep, "at most 8 levels"),
    ] {
        let document = "query ($filter: LeadFilter) { leads(filter: $filter) { totalCount } }";
        let (code, message) = stage.refused(document, json!({ "filter": filter })).await;
        assert_eq!(code, "INVALID", "{message}");
        assert!(message.contains(says), "{message}");
    }
}
