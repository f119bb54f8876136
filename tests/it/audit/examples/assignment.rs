//! Who has a lead in hand, and the rules that say so.

use serde_json::{Value, json};

use super::{Example, set_up};
use crate::support::App;

pub async fn examples(app: &App) -> Vec<Example> {
    let unit = app.unit("Queue", &[], &[]).await.to_string();
    let mut all = of_hands(app, &unit).await;
    all.extend(of_rules(app, &unit).await);
    all
}

async fn of_hands(app: &App, unit: &str) -> Vec<Example> {
    let agent = app.agent_id();
    let free = |email: &str| app.create_lead(json!({ "email": email }));
    let taken = |email: &str| app.create_lead(json!({ "email": email, "assigneeId": agent }));
    let (given, bulk, idle) =
        (free("given@acme.example").await, free("bulk@acme.example").await, free("idle@acme.example").await);
    let waiting = app.create_lead(json!({ "email": "waiting@acme.example", "unitId": unit })).await;
    let (busy, released) = (taken("busy@acme.example").await, taken("released@acme.example").await);
    vec![
        Example::new(
            "assignLead",
            "LEAD_ASSIGNED",
            json!({ "id": given, "assigneeId": agent }),
            json!({ "id": given, "assigneeId": agent, "unitId": unit }),
        ),
        Example::new("acceptLead", "LEAD_ACCEPTED", json!({ "id": waiting }), json!({ "id": busy })),
        Example::new("releaseLead", "LEAD_RELEASED", json!({ "id": released }), json!({ "id": idle })),
        Example::new(
            "bulkAssignLeads",
            "LEAD_QUEUED",
            json!({ "ids": [bulk], "unitId": unit }),
            json!({ "unitId": unit }),
        ),
    ]
}

/// The rules of the set-up are not in force: they would send the leads of other examples away.
async fn of_rules(app: &App, unit: &str) -> Vec<Example> {
    let rule = |name: &str| json!({ "name": name, "target": "UNIT", "unitId": unit, "isEnabled": false });
    let added = async |name: &str| -> Value {
        set_up(app, "createAssignmentRule", "rule { id }", rule(name)).await["rule"]["id"].clone()
    };
    let (first, second) = (added("First").await, added("Second").await);
    vec![
        Example::new(
            "updateAssignmentRule",
            "ASSIGNMENT_RULE_UPDATED",
            json!({ "id": first, "name": "The first" }),
            json!({ "id": first, "name": " " }),
        ),
        // Every rule is named: before one is added or deleted.
        Example::new(
            "reorderAssignmentRules",
            "ASSIGNMENT_RULE_UPDATED",
            json!({ "ids": [second, first] }),
            json!({ "ids": [second] }),
        ),
        Example::new(
            "deleteAssignmentRule",
            "ASSIGNMENT_RULE_DELETED",
            json!({ "id": second }),
            json!({ "id": "rule_01h455vb4pex5vsknk084sn02q" }),
        ),
        Example::new("createAssignmentRule", "ASSIGNMENT_RULE_CREATED", rule("Third"), rule(" ")),
    ]
}
