//! What waits in units: as a list, and as it comes and goes.

use entity::Role;
use serde_json::{Value, json};

use crate::{story, support::App};

const QUEUE: &str =
    "query($unit: ID) { queue(unitId: $unit, first: 10) { totalCount edges { node { name } } } }";

fn names(answer: &Value) -> Vec<&str> {
    let edges = answer["queue"]["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"]["name"].as_str().expect("a name")).collect()
}

async fn waits(app: &App, name: &str, unit: entity::UnitId) -> String {
    app.advance_minutes(1);
    let fields = json!({ "email": "zoe@prospect.example", "lastName": name, "unitId": unit.to_string() });
    app.create_lead(fields).await
}

story! {
    async fn a_queue_has_what_waits_longest_first_and_only_for_those_who_may_accept_it(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let (desk, field) = (app.unit("Desk", &[&anna], &[]).await, app.unit("Field", &[&anna, &bert], &[]).await);
        let first = waits(&app, "First", desk).await;
        waits(&app, "Second", field).await;
        waits(&app, "Third", desk).await;
        assert_eq!(names(&app.asks(&anna, QUEUE, Value::Null).await), ["First", "Second", "Third"]);
        assert_eq!(names(&app.asks(&bert, QUEUE, Value::Null).await), ["Second"]);
        let unit = json!({ "unit": desk.to_string() });
        assert_eq!(names(&app.asks(&anna, QUEUE, unit.clone()).await), ["First", "Third"]);
        assert_eq!(app.asks(&bert, QUEUE, unit).await["queue"]["totalCount"], 0);
        let accept = "mutation($id: ID!) { acceptLead(input: { id: $id }) { lead { id } } }";
        app.asks(&anna, accept, json!({ "id": first })).await;
        let release = "mutation($id: ID!) { releaseLead(input: { id: $id }) { lead { id } } }";
        app.advance_minutes(1);
        app.asks(&anna, release, json!({ "id": first })).await;
        assert_eq!(names(&app.asks(&anna, QUEUE, Value::Null).await), ["Second", "Third", "First"], "it waits anew");
        assert_eq!(names(&app.admin(QUEUE, Value::Null).await).len(), 3);
    }
}

const CHANGES: &str = "subscription($unit: ID, $after: String) { queueChanged(unitId: $unit, after: $after) {
    kind unitId unit { name } leadId cursor lead { name } takenBy { name } } }";

story! {
    async fn a_queue_tells_of_what_comes_and_goes_and_goes_on_where_one_stopped(app) {
        let (anna, bert, carl) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Carl", Role::Agent).await,
        );
        let (desk, field) = (app.unit("Desk", &[&anna, &bert], &[]).await, app.unit("Field", &[&carl], &[]).await);
        let server = app.listen().await;
        // From a place that is known, so that it does not matter when a stream begins to listen.
        app.create_lead(json!({ "email": "before@prospect.example" })).await;
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].clone();
        let at_desk = |after: &Value| json!({ "unit": desk.to_string(), "after": after });
        let mut bert_hears = server.subscribe_as(&bert.token, CHANGES, at_desk(&start)).await;
        let mut carl_hears = server.subscribe_as(&carl.token, CHANGES, json!({ "after": start })).await;
        let mut admin_hears = server.subscribe(CHANGES, at_desk(&start)).await;
        let lead = waits(&app, "First", desk).await;
        let came = bert_hears.next().await["queueChanged"].clone();
        assert_eq!((&came["kind"], &came["leadId"], &came["lead"]["name"]), (&json!("ENTERED"), &json!(lead), &json!("First")));
        let accept = "mutation($id: ID!) { acceptLead(input: { id: $id }) { lead { id } } }";
        app.asks(&anna, accept, json!({ "id": lead })).await;
        let went = bert_hears.next().await["queueChanged"].clone();
        assert_eq!((&went["kind"], &went["leadId"]), (&json!("LEFT"), &json!(lead)));
        assert_eq!((&went["lead"], &went["takenBy"]), (&Value::Null, &Value::Null), "he sees it no more");
        admin_hears.next().await;
        assert_eq!(admin_hears.next().await["queueChanged"]["takenBy"]["name"], "Anna");

        // Into another unit: it leaves here and enters there.
        let assign = "mutation($id: ID!, $unit: ID!) { assignLead(input: { id: $id, unitId: $unit }) { lead { id } } }";
        let second = waits(&app, "Second", desk).await;
        bert_hears.next().await;
        app.admin(assign, json!({ "id": second, "unit": field.to_string() })).await;
        assert_eq!(bert_hears.next().await["queueChanged"]["kind"], "LEFT");
        let there = carl_hears.next().await["queueChanged"].clone();
        assert_eq!((&there["kind"], &there["unitId"]), (&json!("ENTERED"), &json!(field.to_string())), "and of nothing else");
        assert_eq!(there["unit"]["name"], "Field");

        // Who comes again goes on after the last that they heard; who joined since hears of nothing before.
        let mut again = server.subscribe_as(&bert.token, CHANGES, at_desk(&came["cursor"])).await;
        assert_eq!(again.next().await["queueChanged"]["leadId"], json!(lead));
        app.advance_minutes(1);
        let emil = app.hire("Emil", Role::Agent).await;
        app.join_unit(desk, &emil).await;
        let mut emil_hears = server.subscribe_as(&emil.token, CHANGES, at_desk(&came["cursor"])).await;
        let third = waits(&app, "Third", desk).await;
        assert_eq!(emil_hears.next().await["queueChanged"]["leadId"], json!(third));
    }
}

story! {
    async fn who_joins_or_leaves_a_unit_hears_of_its_queue_accordingly_from_then_on(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let (desk, field) = (app.unit("Desk", &[&anna], &[]).await, app.unit("Field", &[&bert], &[]).await);
        let server = app.listen().await;
        app.create_lead(json!({ "email": "before@prospect.example" })).await;
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].clone();
        let mut of_all = server.subscribe_as(&bert.token, CHANGES, json!({ "after": start })).await;
        let mut of_desk =
            server.subscribe_as(&bert.token, CHANGES, json!({ "unit": desk.to_string(), "after": start })).await;
        // Both streams run.
        waits(&app, "Field 1", field).await;
        assert_eq!(of_all.next().await["queueChanged"]["lead"]["name"], "Field 1");

        app.advance_minutes(1);
        app.join_unit(desk, &bert).await;
        let second = waits(&app, "Desk 2", desk).await;
        assert_eq!(of_all.next().await["queueChanged"]["lead"]["name"], "Desk 2");
        assert_eq!(of_desk.next().await["queueChanged"]["lead"]["name"], "Desk 2");
        let accept = "mutation($id: ID!) { acceptLead(input: { id: $id }) { lead { id } } }";
        app.asks(&anna, accept, json!({ "id": second })).await;
        for stream in [&mut of_all, &mut of_desk] {
            let went = stream.next().await["queueChanged"].clone();
            assert_eq!((&went["kind"], &went["leadId"]), (&json!("LEFT"), &json!(second)), "he saw it wait");
        }

        let third = waits(&app, "Desk 3", desk).await;
        assert_eq!(of_all.next().await["queueChanged"]["lead"]["name"], "Desk 3");
        let leave = "mutation($unit: ID!, $user: ID!) { removeUnitMember(input: { unitId: $unit, userId: $user }) {
            userErrors { message } } }";
        let left = app.admin(leave, json!({ "unit": desk.to_string(), "user": bert.id.to_string() })).await;
        assert_eq!(left["removeUnitMember"]["userErrors"], json!([]));
        app.asks(&anna, accept, json!({ "id": third })).await;
        waits(&app, "Desk 4", desk).await;
        waits(&app, "Field 2", field).await;
        let next = of_all.next().await["queueChanged"].clone();
        assert_eq!((&next["kind"], &next["lead"]["name"]), (&json!("ENTERED"), &json!("Field 2")), "of the desk, nothing more");
    }
}
