//! Changing leads: what comes back, what is refused, what happens once, and what does not happen.

use entity::{Role, event, lead};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{auth::Actor, context::Ctx, leads::Change};

const CREATE: &str = "mutation ($input: CreateLeadInput!) { createLead(input: $input) {
    lead { id number name kind version address { city country } targetAmount { amount currency } bant { authority } }
    communications { template state } userErrors { code field message } clientMutationId } }";
const UPDATE: &str = "mutation ($input: UpdateLeadInput!) { updateLead(input: $input) {
    lead { id version firstName address { city street } bant { needText } assignee { name } }
    communications { template } userErrors { code field message } } }";
const MOVE: &str = "mutation ($input: ChangeLeadStatusInput!) { changeLeadStatus(input: $input) {
    lead { status version history { to note } } communications { template } userErrors { code field message } } }";
const BULK: &str = "mutation ($input: BulkChangeLeadStatusInput!) { bulkChangeLeadStatus(input: $input) {
    results { leadId lead { status } userErrors { code } communications { template } }
    changedCount refusedCount userErrors { code field } } }";

async fn leads(stage: &Stage) -> u64 {
    lead::Entity::find().count(stage.cx.db.conn()).await.unwrap()
}

async fn events(stage: &Stage) -> u64 {
    event::Entity::find().count(stage.cx.db.conn()).await.unwrap()
}

fn codes(payload: &Value) -> Vec<&str> {
    payload["userErrors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_lead_is_created_with_its_mail_or_everything_wrong_is_told_together() {
    for stage in stages().await {
        let input = json!({
            "firstName": "Ann", "lastName": "Müller", "email": "ann@acme.example", "clientMutationId": "c1",
            "address": { "city": "Wien", "country": "at" }, "targetAmount": { "amount": "1250.50", "currency": "EUR" },
            "bant": { "authority": "DECISION_MAKER" },
        });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        assert_eq!(payload["userErrors"], json!([]));
        assert_eq!(payload["lead"]["targetAmount"], json!({ "amount": "1250.50", "currency": "EUR" }));
        assert_eq!(payload["lead"]["address"], json!({ "city": "Wien", "country": "AT" }));
        assert_eq!(
            (&payload["lead"]["name"], &payload["clientMutationId"]),
            (&json!("Ann Müller"), &json!("c1"))
        );
        assert!(payload["communications"][0]["template"].is_string());

        let input = json!({
            "email": "no address", "probability": 101, "address": { "country": "Austria" },
            "bant": { "needText": "x".repeat(10_001) }, "status": "WARM",
        });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        assert_eq!((&payload["lead"], codes(payload)), (&json!(null), vec!["ILLEGAL_TRANSITION"]));
        let input = json!({
            "email": "no address", "probability": 101, "address": { "country": "Austria" },
            "bant": { "needText": "x".repeat(10_001) },
        });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        let fields: Vec<_> = payload["userErrors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["field"].to_string())
            .collect();
        assert_eq!(
            fields,
            [
                r#"["input","email"]"#,
                r#"["input","address","country"]"#,
                r#"["input","bant","needText"]"#,
                r#"["input","probability"]"#,
                r#"["input","email"]"#,
            ]
        );
        let input = json!({ "email": "b@acme.example", "targetAmount": { "amount": "1.005", "currency": "EUR" }, "assigneeId": "lead_01h455vb4pex5vsknk084sn02q" });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "targetAmount", "amount"]));
        assert_eq!(payload["userErrors"][1]["field"], json!(["input", "assigneeId"]));
        assert_eq!(leads(&stage).await, 1);
    }
}

#[tokio::test]
async fn a_dry_run_shows_everything_and_changes_nothing() {
    for stage in stages().await {
        let lead = stage.lead("Dry", |_| ()).await;
        let before = (leads(&stage).await, events(&stage).await);
        let input = json!({ "email": "x@acme.example", "dryRun": true });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        assert_eq!(payload["lead"]["number"], "L-000002");
        assert!(payload["communications"][0]["template"].is_string());
        let input = json!({ "id": lead.id, "status": "CONTACTED", "note": "called", "dryRun": true });
        let payload = &stage.ask(MOVE, json!({ "input": input })).await["changeLeadStatus"];
        assert_eq!(payload["lead"]["status"], "CONTACTED");
        let input = json!({ "id": lead.id, "firstName": "Ann", "dryRun": true });
        let payload = &stage.ask(UPDATE, json!({ "input": input })).await["updateLead"];
        assert_eq!(payload["lead"]["firstName"], "Ann");
        let input = json!({ "filter": {}, "status": "WARM", "dryRun": true });
        let payload = &stage.ask(BULK, json!({ "input": input })).await["bulkChangeLeadStatus"];
        assert_eq!(payload["changedCount"], 1);
        assert_eq!((leads(&stage).await, events(&stage).await), before);
        let input = json!({ "email": "x@acme.example" });
        let payload = &stage.ask(CREATE, json!({ "input": input })).await["createLead"];
        assert_eq!(payload["lead"]["number"], "L-000002", "no number was used up");
    }
}

#[tokio::test]
async fn the_same_key_does_it_once() {
    for stage in stages().await {
        let keyed = Ctx { idempotency_key: Some("k".into()), ..stage.cx.clone() };
        let both = "mutation { a: createLead(input: { email: \"a@acme.example\" }) { lead { number } communications { id } }
            b: createLead(input: { email: \"b@acme.example\" }) { lead { number } communications { id } } }";
        let first = stage.execute(&keyed, both, json!({})).await;
        let again = stage.execute(&keyed, both, json!({})).await;
        assert_eq!(first.data, again.data);
        assert_eq!(leads(&stage).await, 2, "two mutations of one document are two");
        let other = both.replace("a@acme", "c@acme");
        let conflict =
            stage.execute(&keyed, &other.replace("lead { number }", "userErrors { code }"), json!({})).await;
        let conflict = serde_json::to_value(conflict.data).unwrap();
        assert_eq!(conflict["a"]["userErrors"], json!([{ "code": "IDEMPOTENCY_CONFLICT" }]));
        assert_eq!(conflict["b"]["userErrors"], json!([]));

        let input = json!({ "email": "d@acme.example", "clientMutationId": "relay-7" });
        let first = stage.ask(CREATE, json!({ "input": input })).await;
        assert_eq!(stage.ask(CREATE, json!({ "input": input })).await, first);
        assert_eq!(leads(&stage).await, 3);
        let input = json!({ "filter": { "status": { "eq": "NEW" } }, "status": "CLOSED_LOST", "lostReasonKey": "PRICE", "clientMutationId": "bulk" });
        let first = stage.ask(BULK, json!({ "input": input })).await;
        assert_eq!(first["bulkChangeLeadStatus"]["changedCount"], 3);
        assert_eq!(
            stage.ask(BULK, json!({ "input": input })).await,
            first,
            "though the filter matches none any more"
        );
    }
}

#[tokio::test]
async fn a_change_that_somebody_else_made_is_not_overwritten() {
    for stage in stages().await {
        let lead = stage.lead("Stale", |fields| fields.city = Change::Set("Wien".into())).await;
        let input = json!({ "id": lead.id, "expectedVersion": 1, "firstName": "Ann", "bant": { "needText": "soon" }, "address": { "street": "Ring 1" } });
        let payload = &stage.ask(UPDATE, json!({ "input": input })).await["updateLead"];
        assert_eq!(payload["lead"]["version"], 2);
        assert_eq!(
            payload["lead"]["address"],
            json!({ "city": "Wien", "street": "Ring 1" }),
            "only what was given changes"
        );
        let payload = &stage.ask(UPDATE, json!({ "input": input })).await["updateLead"];
        assert_eq!(codes(payload), ["STALE_OBJECT"]);
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "expectedVersion"]));
        assert!(payload["userErrors"][0]["message"].as_str().unwrap().contains("version 2"));
        let input = json!({ "id": lead.id, "firstName": null, "address": null, "assigneeId": null });
        let payload = &stage.ask(UPDATE, json!({ "input": input })).await["updateLead"];
        assert_eq!(payload["lead"]["firstName"], json!(null));
        assert_eq!((&payload["lead"]["address"], &payload["lead"]["assignee"]), (&json!(null), &json!(null)));
        stage.settle().await;
        let data = stage
            .ask(
                "{ events(filter: { kinds: [LEAD_UPDATED] }, last: 1) { edges { node { data } } } }",
                json!({}),
            )
            .await;
        let changed = &data["events"]["edges"][0]["node"]["data"]["changed"];
        assert_eq!(changed, &json!(["firstName", "address.street", "address.city", "assignee"]));
    }
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_in_the_fields_of_the_input() {
    for stage in stages().await {
        let lead = stage.lead("Unassigned", |fields| fields.assignee_id = Change::Keep).await;
        let input = json!({ "id": lead.id, "status": "QUALIFIED", "resumeOn": "2020-01-01" });
        let payload = &stage.ask(MOVE, json!({ "input": input })).await["changeLeadStatus"];
        assert_eq!(payload["lead"], json!(null));
        let all = codes(payload);
        assert!(all.contains(&"LEAD_NOT_ASSIGNED") && all.contains(&"INVALID"), "{payload:#}");
        for error in payload["userErrors"].as_array().unwrap() {
            assert_eq!(error["field"][0], "input");
            assert!(!error["message"].as_str().unwrap().contains("_status`"), "{error}");
        }
        let input = json!({ "id": lead.id, "status": "PROPOSAL_SENT" });
        let payload = &stage.ask(MOVE, json!({ "input": input })).await["changeLeadStatus"];
        assert_eq!(codes(payload), ["ILLEGAL_TRANSITION"]);
        let input = json!({ "id": lead.id, "status": "CLOSED_LOST", "lostReasonKey": "NOPE" });
        let payload = &stage.ask(MOVE, json!({ "input": input })).await["changeLeadStatus"];
        assert_eq!(payload["userErrors"][0]["field"], json!(["input", "lostReasonKey"]));
    }
}

#[tokio::test]
async fn a_bulk_move_goes_whole_or_skips() {
    for stage in stages().await {
        let (good, bad) = (
            stage.lead("Good", |_| ()).await,
            stage.lead("Bad", |lead| lead.assignee_id = Change::Keep).await,
        );
        let ids = json!([good.id, bad.id, "lead_01h455vb4pex5vsknk084sn02q"]);
        let input =
            |policy: &str| json!({ "input": { "ids": ids, "status": "WARM", "errorPolicy": policy } });
        let payload = &stage.ask(BULK, input("REJECT_ALL")).await["bulkChangeLeadStatus"];
        assert_eq!((&payload["changedCount"], &payload["refusedCount"]), (&json!(0), &json!(3)));
        assert_eq!(payload["results"][0]["userErrors"], json!([{ "code": "NOT_APPLIED" }]));
        let payload = &stage.ask(BULK, input("SKIP_FAILED")).await["bulkChangeLeadStatus"];
        assert_eq!((&payload["changedCount"], &payload["refusedCount"]), (&json!(1), &json!(2)));
        assert_eq!(payload["results"][0]["lead"]["status"], "WARM");
        assert_eq!(payload["results"][1]["userErrors"], json!([{ "code": "LEAD_NOT_ASSIGNED" }]));
        assert_eq!(payload["results"][2]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
        for input in [
            json!({ "status": "WARM" }),
            json!({ "status": "WARM", "ids": [], "filter": {} }),
            json!({ "status": "WARM", "ids": ["x"] }),
        ] {
            let payload = &stage.ask(BULK, json!({ "input": input })).await["bulkChangeLeadStatus"];
            assert_eq!(payload["userErrors"], json!([{ "code": "INVALID", "field": ["input", "ids"] }]));
        }
    }
}

#[tokio::test]
async fn snooze_delete_restore_and_sweep_by_role() {
    for stage in stages().await {
        let lead = stage.lead("Sleepy", |_| ()).await;
        let id = lead.id.to_string();
        let snooze = "mutation ($id: ID!, $until: DateTime) { snoozeLead(input: { id: $id, until: $until }) { lead { snoozedUntil } userErrors { code } } }";
        let payload =
            &stage.ask(snooze, json!({ "id": id, "until": "2027-01-01T01:00:00+01:00" })).await["snoozeLead"];
        assert_eq!(payload["lead"]["snoozedUntil"], "2027-01-01T00:00:00Z");
        let payload = &stage.ask(snooze, json!({ "id": id })).await["snoozeLead"];
        assert_eq!(payload["lead"]["snoozedUntil"], json!(null));

        let agent = Actor::user(stage.cx.actor.user_id().unwrap(), Role::Agent);
        let agent = Ctx { actor: agent, ..stage.cx.clone() };
        let sweep = "mutation ($dry: Boolean!) { runStaleSweep(input: { dryRun: $dry }) {
            report { warned markedInactive dropped overdue } leads { step reason lead { number } } userErrors { code } } }";
        let delete = "mutation ($id: ID!) { deleteLead(input: { id: $id }) { lead { deletedAt } userErrors { code } } }";
        for (document, field) in [(sweep, "runStaleSweep"), (delete, "deleteLead")] {
            let answer = stage.execute(&agent, document, json!({ "id": id, "dry": false })).await;
            let answer = serde_json::to_value(answer.data).unwrap();
            assert_eq!(answer[field]["userErrors"], json!([{ "code": "FORBIDDEN" }]));
        }
        stage.world.clock.advance(chrono::TimeDelta::days(8));
        let plan = &stage.ask(sweep, json!({ "dry": true })).await["runStaleSweep"];
        assert_eq!(
            plan["leads"],
            json!([{ "step": "MARK_INACTIVE", "reason": "no touch for 8 days; leads in NEW are stale after 7", "lead": { "number": "L-000001" } }])
        );
        let done = &stage.ask(sweep, json!({ "dry": false })).await["runStaleSweep"];
        assert_eq!((&done["report"]["markedInactive"], &done["report"]), (&json!(1), &plan["report"]));

        stage.ask(delete, json!({ "id": id })).await;
        let gone = stage.ask("query ($id: ID!) { lead(id: $id) { id } communications { totalCount } events { totalCount } }", json!({ "id": id })).await;
        assert_eq!(
            gone,
            json!({ "lead": null, "communications": { "totalCount": 0 }, "events": { "totalCount": 0 } })
        );
        let restore =
            "mutation ($id: ID!) { restoreLead(input: { id: $id }) { lead { number } userErrors { code } } }";
        let back = stage.ask(restore, json!({ "id": id })).await;
        assert_eq!(back["restoreLead"]["lead"]["number"], "L-000001");
        let twice = stage.ask(restore, json!({ "id": id })).await;
        assert_eq!(twice["restoreLead"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
    }
}

#[tokio::test]
async fn a_fault_of_ours_is_not_told() {
    let stage = stages().await.remove(0);
    let broken = Ctx { db: stage.cx.db.clone(), ..stage.cx.clone() };
    stage.cx.db.clone().close().await.unwrap();
    let answer = stage.execute(&broken, "{ leads { edges { node { id } } } }", json!({})).await;
    let answer = serde_json::to_value(&answer).unwrap();
    assert_eq!(answer["errors"][0]["extensions"], json!({ "code": "INTERNAL" }), "{answer:#}");
    assert!(answer["errors"][0]["message"].as_str().unwrap().starts_with("something went wrong on our side"));
}
