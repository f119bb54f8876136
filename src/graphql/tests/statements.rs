//! No list costs a query for each of its rows.

use entity::{LeadStatus, lead_source};
use sea_orm::EntityTrait;
use serde_json::json;

use super::support::stages;
use crate::{
    context::Mode,
    leads::{self, Change, ChangeStatus, Move},
};

const PAGE: &str = "query ($n: Int!) { leads(first: $n) { totalCount edges { node {
    id name assignee { name } source { key } leadType { key } referrer { number } createdBy { name } statusInfo { label }
    lostReason { key }
    transitions { status allowed }
    history { to actor { name } lead { number } }
    communications(first: 3) { totalCount edges { node {
        template explanation trigger { key leadType { key } } recipientUser { name } lead { number } attempts { outcome } } } }
    events(last: 3) { totalCount edges { node { kind actor { name } lead { number } communication { state } } } }
} } } }";

#[tokio::test]
async fn a_page_costs_the_same_statements_however_many_leads_it_has() {
    for stage in stages().await {
        let source = lead_source::Entity::find().one(stage.cx.db.conn()).await.unwrap().unwrap();
        let mut last = None;
        for number in 0..50 {
            let lead = stage
                .lead(&format!("Lead {number}"), |fields| {
                    fields.source_key = Change::Set(source.key.clone());
                    fields.referrer_lead_id = last.map_or(Change::Keep, Change::Set);
                })
                .await;
            last = Some(lead.id);
            let to = if number % 2 == 0 { LeadStatus::Warm } else { LeadStatus::Contacted };
            let change = ChangeStatus { id: lead.id, expected_version: None, to: Move::to(to) };
            leads::change_status(&stage.cx, &change, Mode::Commit).await.unwrap();
        }
        stage.settle().await;
        stage.statements();
        let mut counts = Vec::new();
        for n in [2, 10, 50] {
            let data = stage.ask(PAGE, json!({ "n": n })).await;
            let edges = data["leads"]["edges"].as_array().unwrap();
            assert_eq!((edges.len(), &data["leads"]["totalCount"]), (n, &json!(50)));
            assert!(
                edges.iter().all(|edge| edge["node"]["communications"]["totalCount"].as_i64().unwrap() > 0)
            );
            counts.push(stage.statements());
        }
        eprintln!("statements for 2, 10 and 50 leads: {counts:?}");
        // Loads of the same rows at different depths may or may not meet.
        assert!(counts.iter().all(|count| count.abs_diff(counts[0]) <= 4 && *count <= 24), "{counts:?}");
    }
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_read() {
    let stage = stages().await.remove(0);
    stage.lead("One", |_| ()).await;
    stage.statements();
    stage.ask("{ leads { edges { node { id name status } } } }", json!({})).await;
    assert_eq!(stage.statements(), 1);
    stage.ask("{ leads { totalCount edges { node { id } } } }", json!({})).await;
    assert_eq!(stage.statements(), 2);
}
