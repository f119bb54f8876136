//! Who has a lead in hand: assigning, accepting, releasing.

use entity::Role;
use serde_json::{Value, json};

use crate::{
    story,
    support::{App, Someone},
};

const ASSIGN: &str = "mutation($input: AssignLeadInput!) { assignLead(input: $input) {
    lead { id version waitingSince acceptedAt assignee { name } assignment { kind note actor { name } } }
    communications { template audience recipientUser { name } } userErrors { code message field } } }";
const ACCEPT: &str = "mutation($input: AcceptLeadInput!) { acceptLead(input: $input) {
    lead { id waitingSince acceptedAt assignee { name } assignment { kind explanation } }
    communications { template } userErrors { code message field } } }";
const RELEASE: &str = "mutation($input: ReleaseLeadInput!) { releaseLead(input: $input) {
    lead { id waitingSince acceptedAt assignee { name } assignment { kind note } }
    userErrors { code message field } } }";

async fn assign(app: &App, who: &Someone, input: Value) -> Value {
    app.asks(who, ASSIGN, json!({ "input": input })).await["assignLead"].clone()
}

async fn accept(app: &App, who: &Someone, lead: &str) -> Value {
    app.asks(who, ACCEPT, json!({ "input": { "id": lead } })).await["acceptLead"].clone()
}

async fn release(app: &App, who: &Someone, lead: &str) -> Value {
    let input = json!({ "input": { "id": lead, "note": "on leave from tomorrow" } });
    app.asks(who, RELEASE, input).await["releaseLead"].clone()
}

async fn kinds(app: &App, lead: &str) -> Vec<String> {
    let found = app.lead(lead, "events(first: 50) { edges { node { kind } } }").await;
    let edges = found["events"]["edges"].as_array().expect("edges");
    let kinds = edges.iter().map(|edge| edge["node"]["kind"].as_str().expect("a kind").to_owned());
    kinds.filter(|kind| kind.starts_with("LEAD_")).collect()
}

story! {
    async fn a_lead_waits_in_a_unit_is_accepted_given_back_and_handed_on(app) {
        let (anna, bert, dora) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Dora", Role::Manager).await,
        );
        let desk = app.unit("Desk", &[&anna, &bert], &[&dora]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "unitId": desk.to_string() })).await;
        assert_eq!(app.lead(&lead, "waitingSince").await["waitingSince"], "2026-03-01T10:00:00Z");

        app.advance_minutes(5);
        let accepted = accept(&app, &anna, &lead).await;
        assert_eq!(accepted["userErrors"], json!([]));
        assert_eq!(accepted["lead"]["assignee"]["name"], "Anna");
        assert_eq!((&accepted["lead"]["waitingSince"], &accepted["lead"]["acceptedAt"]),
            (&Value::Null, &json!("2026-03-01T10:05:00Z")));
        assert_eq!(accepted["lead"]["assignment"]["kind"], "ACCEPTED");
        assert_eq!(accepted["communications"], json!([]), "who took it need not be told");

        app.advance_minutes(5);
        let released = release(&app, &anna, &lead).await;
        assert_eq!(released["lead"]["assignee"], Value::Null);
        assert_eq!((&released["lead"]["waitingSince"], &released["lead"]["acceptedAt"]),
            (&json!("2026-03-01T10:10:00Z"), &Value::Null));
        assert_eq!(released["lead"]["assignment"], json!({ "kind": "RELEASED", "note": "on leave from tomorrow" }));

        let given = assign(&app, &dora, json!({ "id": lead, "assigneeId": bert.id.to_string(), "note": "yours" })).await;
        assert_eq!(given["lead"]["assignee"]["name"], "Bert");
        assert_eq!(given["lead"]["assignment"], json!({ "kind": "ASSIGNED", "note": "yours", "actor": { "name": "Dora" } }));
        assert_eq!(given["communications"],
            json!([{ "template": "assigned", "audience": "ASSIGNEE", "recipientUser": { "name": "Bert" } }]));
        assert_eq!(kinds(&app, &lead).await,
            ["LEAD_CREATED", "LEAD_QUEUED", "LEAD_ACCEPTED", "LEAD_RELEASED", "LEAD_ASSIGNED"]);
        let history = app.lead(&lead, "assignments { kind }").await;
        assert_eq!(history["assignments"], json!([{ "kind": "QUEUED" }, { "kind": "ACCEPTED" }, { "kind": "RELEASED" },
            { "kind": "ASSIGNED" }]));
    }
}

story! {
    async fn the_members_of_a_unit_are_told_once_each_and_not_of_what_was_taken_meanwhile(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna, &bert], &[]).await;
        app.create_lead(json!({ "email": "first@prospect.example", "unitId": desk.to_string() })).await;
        app.run_jobs().await;
        for address in ["anna@leadline.example", "bert@leadline.example"] {
            assert_eq!(app.templates_sent_to(address).await, ["queued"]);
        }
        let taken = app.create_lead(json!({ "email": "second@prospect.example", "unitId": desk.to_string() })).await;
        accept(&app, &anna, &taken).await;
        app.run_jobs().await;
        assert_eq!(app.templates_sent_to("bert@leadline.example").await, ["queued"], "he may not even see it");
        let told = app.communications_to("UNIT").await;
        assert_eq!(told.iter().filter(|message| message["state"] == "CANCELLED").count(), 2);
    }
}

story! {
    async fn who_came_too_late_is_told_so_and_strangers_are_told_nothing(app) {
        let (anna, bert, carl, dora) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await,
            app.hire("Carl", Role::Agent).await, app.hire("Dora", Role::Manager).await,
        );
        let desk = app.unit("Desk", &[&anna, &bert], &[&dora]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "unitId": desk.to_string() })).await;
        accept(&app, &anna, &lead).await;
        let late = accept(&app, &bert, &lead).await["userErrors"].clone();
        assert_eq!(late[0]["code"], "ALREADY_ACCEPTED");
        assert!(!late.to_string().contains("Anna"), "{late}");
        // Nobody tells a stranger from an id that was never given.
        let never = "lead_01h455vb4pex5vsknk084sn02q";
        assert_eq!(accept(&app, &carl, &lead).await, accept(&app, &carl, never).await);
        // Nor somebody who joins afterwards.
        app.advance_minutes(1);
        app.join_unit(desk, &carl).await;
        assert_eq!(accept(&app, &carl, &lead).await["userErrors"][0]["code"], "NOT_FOUND");
        // And after an hour it is gone for him who was too late.
        app.advance_minutes(60);
        assert_eq!(accept(&app, &bert, &lead).await, accept(&app, &bert, never).await);
        // What never waited where he works, he never saw.
        let given = app.create_lead(json!({ "email": "zoe@prospect.example", "unitId": desk.to_string(),
            "assigneeId": anna.id.to_string() })).await;
        assert_eq!(accept(&app, &bert, &given).await, accept(&app, &bert, never).await);
    }
}

story! {
    async fn only_those_who_may_give_and_take(app) {
        let (anna, bert, carl) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Carl", Role::Agent).await,
        );
        let north = app.group("North", &[&anna, &bert], &[]).await;
        let desk = app.unit("Desk", &[&carl], &[]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": north.to_string(),
            "unitId": desk.to_string() })).await;
        let code = |payload: &Value| payload["userErrors"][0]["code"].clone();
        assert_eq!(code(&accept(&app, &anna, &lead).await), "FORBIDDEN", "it waits for the unit");
        assert_eq!(code(&assign(&app, &carl, json!({ "id": lead, "assigneeId": anna.id.to_string() })).await), "FORBIDDEN");
        assert_eq!(code(&accept(&app, &carl, &lead).await), Value::Null);
        assert_eq!(code(&accept(&app, &bert, &lead).await), "ALREADY_ACCEPTED");
        assert_eq!(code(&release(&app, &bert, &lead).await), "FORBIDDEN");
        // Without a unit, the group may take what nobody has.
        let free = app.create_lead(json!({ "email": "free@prospect.example", "groupId": north.to_string() })).await;
        assert_eq!(code(&accept(&app, &bert, &free).await), Value::Null);
        let wrong = assign(&app, &bert, json!({ "id": free })).await;
        assert_eq!(wrong["userErrors"][0]["message"], "give either `assigneeId` or `unitId`");
        let unit = app.unit("Nobody's", &[], &[]).await;
        assert_eq!(code(&assign(&app, &bert, json!({ "id": free, "unitId": unit.to_string() })).await), Value::Null);
    }
}

const BULK: &str = "mutation($input: BulkAssignLeadsInput!) { bulkAssignLeads(input: $input) {
    changedCount refusedCount results { leadId lead { assignee { name } } communications { template }
    userErrors { code } } userErrors { code message } } }";

story! {
    async fn many_are_given_at_once(app) {
        let (anna, bert) = (app.hire("Anna", Role::Manager).await, app.hire("Bert", Role::Agent).await);
        let north = app.group("North", &[&bert], &[&anna]).await;
        let south = app.group("South", &[&anna], &[]).await;
        let mut ids = Vec::new();
        for (number, group) in [north, south, north].into_iter().enumerate() {
            let fields = json!({ "email": format!("lead{number}@prospect.example"), "groupId": group.to_string() });
            ids.push(app.create_lead(fields).await);
        }
        let input = |choice: Value, policy: &str, dry: bool| {
            let mut input = json!({ "assigneeId": bert.id.to_string(), "errorPolicy": policy, "dryRun": dry });
            input.as_object_mut().expect("an object").extend(choice.as_object().expect("an object").clone());
            json!({ "input": input })
        };
        let all = json!({ "ids": ids });
        let rejected = app.asks(&anna, BULK, input(all.clone(), "REJECT_ALL", false)).await["bulkAssignLeads"].clone();
        assert_eq!((&rejected["changedCount"], &rejected["refusedCount"]), (&json!(0), &json!(3)));
        assert_eq!(rejected["results"][1]["userErrors"][0]["code"], "FORBIDDEN");
        for dry in [true, false] {
            let some = app.asks(&anna, BULK, input(all.clone(), "SKIP_FAILED", dry)).await["bulkAssignLeads"].clone();
            assert_eq!((&some["changedCount"], &some["refusedCount"]), (&json!(2), &json!(1)), "{some}");
            assert_eq!(some["results"][0]["communications"], json!([{ "template": "assigned" }]));
        }
        let filter = json!({ "filter": { "email": { "startsWith": "lead1" } } });
        let admin = app.admin(BULK, input(filter, "REJECT_ALL", false)).await["bulkAssignLeads"].clone();
        assert_eq!(admin["results"][0]["lead"]["assignee"]["name"], "Bert");
    }
}

story! {
    async fn the_first_response_is_the_first_contact_by_a_person(app) {
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "assigneeId": app.agent_id() })).await;
        let response = "firstResponseAt firstResponseSeconds";
        assert_eq!(app.lead(&lead, response).await, json!({ "firstResponseAt": null, "firstResponseSeconds": null }));
        app.run_jobs().await;
        app.advance_minutes(30);
        app.change_status(&lead, json!({ "status": "ON_HOLD" })).await;
        assert_eq!(app.lead(&lead, response).await["firstResponseAt"], Value::Null, "nobody has been in touch");
        app.change_status(&lead, json!({ "status": "RE_ENGAGED" })).await;
        app.advance_minutes(30);
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let first = json!({ "firstResponseAt": "2026-03-01T11:00:00Z", "firstResponseSeconds": 3600 });
        assert_eq!(app.lead(&lead, response).await, first);
        app.advance_minutes(30);
        app.change_status(&lead, json!({ "status": "WARM" })).await;
        assert_eq!(app.lead(&lead, response).await, first, "the first one stays");
    }
}

story! {
    async fn a_closed_lead_waits_no_longer_and_one_that_is_taken_up_again_does(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let desk = app.unit("Desk", &[&anna], &[]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "unitId": desk.to_string() })).await;
        app.change_status(&lead, json!({ "status": "CLOSED_LOST", "lostReasonKey": "PRICE" })).await;
        assert_eq!(app.lead(&lead, "waitingSince").await["waitingSince"], Value::Null);
        assert_eq!(accept(&app, &anna, &lead).await["lead"], Value::Null);
        app.advance_minutes(30);
        app.change_status(&lead, json!({ "status": "RE_ENGAGED" })).await;
        assert_eq!(app.lead(&lead, "waitingSince").await["waitingSince"], "2026-03-01T10:30:00Z");
    }
}
