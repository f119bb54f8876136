//! Rules that say to whom a lead that comes in goes.

use entity::Role;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::{story, support::App};

const ASSIGNMENT: &str =
    "assignee { name } assignment { kind explanation rule { name } actor { name } } waitingSince";

async fn capture(app: &App, fields: Value) -> Value {
    let id = app.create_lead(fields).await;
    app.lead(&id, ASSIGNMENT).await
}

story! {
    async fn the_first_rule_that_holds_takes_a_lead_and_says_why(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&bert], &[]).await;
        let austria = json!({ "name": "Austria", "target": "USER", "userId": anna.id.to_string(),
            "conditions": { "countries": ["at"], "amountAtLeast": { "amount": "10000", "currency": "EUR" } } });
        assert_eq!(app.add_rule(austria).await["userErrors"], json!([]));
        let rest = json!({ "name": "The rest", "target": "UNIT", "unitId": desk.to_string() });
        assert_eq!(app.add_rule(rest).await["rule"]["place"], 2);

        let big = capture(&app, json!({ "email": "a@prospect.example", "address": { "country": "AT" },
            "targetAmount": { "amount": "12500", "currency": "EUR" } })).await;
        assert_eq!(big["assignee"]["name"], "Anna");
        assert_eq!(big["assignment"]["explanation"],
            "Rule 1 `Austria` took it: country is AT, amount is EUR 12500.00, at least EUR 10000.00. It goes to Anna.");
        assert_eq!(big["assignment"]["rule"]["name"], "Austria");
        let small = capture(&app, json!({ "email": "b@prospect.example", "address": { "country": "AT" } })).await;
        assert_eq!(small["assignee"], Value::Null);
        assert_eq!(small["waitingSince"], "2026-03-01T10:00:00Z");
        assert_eq!(small["assignment"]["explanation"], "Rule 2 `The rest` took it: it takes every lead. It waits in Desk.");
        let named = capture(&app, json!({ "email": "c@prospect.example", "assigneeId": bert.id.to_string() })).await;
        assert_eq!(named["assignment"]["explanation"], "It came in with its assignee.");

        // Who is away or has left is passed over.
        app.away(&anna, 3).await;
        let late = capture(&app, json!({ "email": "d@prospect.example", "address": { "country": "AT" },
            "targetAmount": { "amount": "12500", "currency": "EUR" } })).await;
        assert_eq!(late["assignment"]["explanation"], "Rule 1 `Austria` would have taken it, but Anna is away until \
            2026-03-03. Rule 2 `The rest` took it: it takes every lead. It waits in Desk.");
        app.advance_days(3);
        let back = capture(&app, json!({ "email": "e@prospect.example", "address": { "country": "AT" },
            "targetAmount": { "amount": "12500", "currency": "EUR" } })).await;
        assert_eq!(back["assignee"]["name"], "Anna");
    }
}

const PREVIEW: &str = "query($input: AssignmentPreviewInput!) { assignmentPreview(input: $input) {
    rule { name } unitId assignee { name } explanation steps { rule { name } holds reasons } } }";

story! {
    async fn a_preview_says_which_rule_would_take_a_lead_and_takes_no_turn(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna, &bert], &[]).await;
        let fair = json!({ "name": "Fair", "target": "UNIT", "unitId": desk.to_string(), "conditions": { "sourceKeys": ["FAIR"] } });
        app.add_rule(fair).await;
        app.add_rule(json!({ "name": "Turns", "target": "ROUND_ROBIN", "unitId": desk.to_string() })).await;
        let input = json!({ "input": { "lead": { "email": "a@prospect.example", "sourceKey": "SEO" } } });
        let first = app.admin(PREVIEW, input.clone()).await["assignmentPreview"].clone();
        assert_eq!(first["steps"], json!([
            { "rule": { "name": "Fair" }, "holds": false, "reasons": "source is SEO, not FAIR" },
            { "rule": { "name": "Turns" }, "holds": true, "reasons": "it takes every lead" }]));
        assert_eq!(first["rule"]["name"], "Turns");
        assert_eq!(app.admin(PREVIEW, input).await["assignmentPreview"], first);
        let lead = app.create_lead(json!({ "email": "b@prospect.example" })).await;
        assert_eq!(app.lead(&lead, "assignee { name }").await["assignee"], first["assignee"]);
        let next = app.admin(PREVIEW, json!({ "input": { "leadId": lead } })).await["assignmentPreview"].clone();
        assert_ne!(next["assignee"], first["assignee"]);
        assert_eq!(app.all_lead_ids().await.len(), 1, "nothing was kept");
    }
}

const UPDATE: &str = "mutation($input: UpdateAssignmentRuleInput!) { updateAssignmentRule(input: $input) {
    rule { name isEnabled version conditions { countries } user { name } } userErrors { code field message } } }";
const REORDER: &str = "mutation($ids: [ID!]!) { reorderAssignmentRules(input: { ids: $ids }) {
    rules { name place } userErrors { code message } } }";
const DELETE: &str =
    "mutation($id: ID!) { deleteAssignmentRule(input: { id: $id }) { deletedId userErrors { code } } }";
const ALL: &str = "{ assignmentRules(first: 10) { totalCount edges { node { name place isEnabled } } } }";

story! {
    async fn rules_are_changed_ordered_switched_off_and_deleted_by_admins_alone(app) {
        let desk = app.unit("Desk", &[], &[]).await;
        let rule = |name: &str| json!({ "name": name, "target": "UNIT", "unitId": desk.to_string() });
        let mut ids = Vec::new();
        for name in ["One", "Two", "Three"] {
            ids.push(app.add_rule(rule(name)).await["rule"]["id"].clone());
        }
        let change = json!({ "input": { "id": ids[0], "name": "First", "isEnabled": false, "expectedVersion": 1,
            "conditions": { "countries": ["AT"] }, "target": "USER", "userId": app.agent_id() } });
        let changed = app.admin(UPDATE, change.clone()).await["updateAssignmentRule"]["rule"].clone();
        assert_eq!(changed, json!({ "name": "First", "isEnabled": false, "version": 2,
            "conditions": { "countries": ["AT"] }, "user": { "name": "Ari Agent" } }));
        let stale = app.admin(UPDATE, change).await["updateAssignmentRule"]["userErrors"].clone();
        assert_eq!(stale[0]["code"], "STALE_OBJECT");
        let order = json!({ "ids": [ids[2], ids[0], ids[1]] });
        assert_eq!(app.admin(REORDER, order).await["reorderAssignmentRules"]["rules"],
            json!([{ "name": "Three", "place": 1 }, { "name": "First", "place": 2 }, { "name": "Two", "place": 3 }]));
        let partly = app.admin(REORDER, json!({ "ids": [ids[2], ids[2]] })).await["reorderAssignmentRules"].clone();
        assert_eq!(partly["userErrors"][0]["code"], "INVALID");
        app.admin(DELETE, json!({ "id": ids[1] })).await;
        assert_eq!(app.admin(ALL, Value::Null).await["assignmentRules"], json!({ "totalCount": 2, "edges": [
            { "node": { "name": "Three", "place": 1, "isEnabled": true } },
            { "node": { "name": "First", "place": 2, "isEnabled": false } }] }));
        // For others there are none.
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(app.agent(node, json!({ "id": ids[0] })).await["node"], Value::Null);
        assert_eq!(app.admin(node, json!({ "id": ids[0] })).await["node"]["id"], ids[0]);
        let refused = app.agent(DELETE, json!({ "id": ids[0] })).await["deleteAssignmentRule"]["userErrors"].clone();
        assert_eq!(refused[0]["code"], "FORBIDDEN");
    }
}

story! {
    async fn a_rule_that_cannot_be_is_refused_with_everything_that_is_wrong(app) {
        let wrong = json!({ "name": "Wrong", "target": "UNIT", "unitId": "unit_01h455vb4pex5vsknk084sn02q",
            "conditions": { "sourceKeys": ["MOON"], "leadTypeKeys": ["STANDARD", "ODD"] } });
        let errors = app.add_rule(wrong).await["userErrors"].clone();
        let fields: Vec<_> = errors.as_array().expect("errors").iter().map(|error| error["field"].clone()).collect();
        assert_eq!(fields, [json!(["input", "conditions", "sourceKeys"]), json!(["input", "conditions", "leadTypeKeys"]),
            json!(["input", "unitId"])]);
        let half = app.add_rule(json!({ "name": "Half", "target": "ROUND_ROBIN" })).await["userErrors"].clone();
        assert_eq!(half[0]["message"], "`UNIT` and `ROUND_ROBIN` need a `unitId`, and no `userId`");
        assert_eq!(app.add_rule(json!({ "name": " ", "target": "USER", "userId": app.agent_id() })).await["userErrors"][0]["code"],
            "REQUIRED");
    }
}

/// How many leads each assignee has, by name.
async fn shares(app: &App, names: &[&str]) -> Vec<i64> {
    let mut shares = Vec::new();
    for name in names {
        let query =
            "query($name: String!) { leads(filter: { assignee: { name: { eq: $name } } }) { totalCount } }";
        let found = app.admin(query, json!({ "name": name })).await;
        shares.push(found["leads"]["totalCount"].as_i64().expect("a number"));
    }
    shares
}

story! {
    async fn eight_who_capture_at_once_give_everybody_the_same_share(app) {
        const NAMES: [&str; 5] = ["Anna", "Bert", "Carl", "Dora", "Emil"];
        let mut members = Vec::new();
        for name in NAMES {
            members.push(app.hire(name, Role::Agent).await);
        }
        let desk = app.unit("Desk", &members.iter().collect::<Vec<_>>(), &[]).await;
        app.add_rule(json!({ "name": "Turns", "target": "ROUND_ROBIN", "unitId": desk.to_string() })).await;
        let worker = |worker: usize| {
            let app = &app;
            async move {
                for number in 0..12 {
                    app.create_lead(json!({ "email": format!("lead{worker}.{number}@prospect.example") })).await;
                }
            }
        };
        join_all((0..8).map(worker)).await;
        let all = shares(&app, &NAMES).await;
        assert_eq!(all.iter().sum::<i64>(), 96);
        assert!(all.iter().max().zip(all.iter().min()).is_some_and(|(most, least)| most - least <= 1), "{all:?}");

        // Who joins gets no flood, who is away gets none, who comes back has nothing to catch up with.
        let fred = app.hire("Fred", Role::Agent).await;
        app.join_unit(desk, &fred).await;
        app.away(&members[0], 1).await;
        for number in 0..10 {
            app.create_lead(json!({ "email": format!("late{number}@prospect.example") })).await;
        }
        let later = shares(&app, &NAMES).await;
        assert_eq!(later[0], all[0], "Anna is away");
        assert_eq!(shares(&app, &["Fred"]).await, [2], "a fifth of ten");
        app.advance_days(1);
        for number in 0..6 {
            app.create_lead(json!({ "email": format!("back{number}@prospect.example") })).await;
        }
        assert_eq!(shares(&app, &["Anna"]).await, [later[0] + 1], "a sixth of six");
    }
}

story! {
    async fn when_nobody_is_there_a_lead_waits_in_the_unit(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let desk = app.unit("Desk", &[&anna], &[]).await;
        app.add_rule(json!({ "name": "Turns", "target": "ROUND_ROBIN", "unitId": desk.to_string() })).await;
        app.away(&anna, 1).await;
        let lead = capture(&app, json!({ "email": "a@prospect.example" })).await;
        assert_eq!(lead["assignee"], Value::Null);
        assert_eq!(lead["assignment"]["explanation"], "Rule 1 `Turns` took it: it takes every lead. Nobody is there, so it \
            waits in Desk. Passed over: Anna is away until 2026-03-01.");
        let many = app.capture(3).await;
        assert_eq!(app.lead(&many[2], "assignment { kind }").await["assignment"]["kind"], "QUEUED");
    }
}
