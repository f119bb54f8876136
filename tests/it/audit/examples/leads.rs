//! Leads, and kinds of leads.

use serde_json::{Value, json};

use super::Example;
use crate::support::App;

/// An id that was never given.
const UNKNOWN: &str = "lead_01h455vb4pex5vsknk084sn02q";

pub async fn examples(app: &App) -> Vec<Example> {
    // First, so that only this one is stale when the sweep comes.
    app.create_lead(json!({ "email": "stale@acme.example" })).await;
    app.advance_days(8);
    let mut all = of_leads(app).await;
    all.extend(of_lead_types(app).await);
    all
}

async fn of_leads(app: &App) -> Vec<Example> {
    let [changed, moved, bulk, snoozed, deleted, restored] =
        futures::future::join_all((0..6).map(|number| async move {
            app.create_qualified_lead(&format!("lead{number}@acme.example")).await
        }))
        .await
        .try_into()
        .expect("six");
    app.admin(
        "mutation($id: ID!) { deleteLead(input: { id: $id }) { lead { id } } }",
        json!({ "id": restored }),
    )
    .await;
    vec![
        Example::new(
            "createLead",
            "LEAD_CREATED",
            json!({ "email": "new@acme.example", "firstName": "Ann" }),
            json!({ "email": "no address" }),
        ),
        Example::new(
            "updateLead",
            "LEAD_UPDATED",
            json!({ "id": changed, "firstName": "Ann" }),
            json!({ "id": changed, "probability": 101 }),
        ),
        Example::new(
            "changeLeadStatus",
            "LEAD_STATUS_CHANGED",
            json!({ "id": moved, "status": "CONTACTED" }),
            json!({ "id": moved, "status": "NEW" }),
        ),
        Example::new(
            "bulkChangeLeadStatus",
            "LEAD_STATUS_CHANGED",
            json!({ "ids": [bulk], "status": "WARM" }),
            json!({ "status": "WARM" }),
        ),
        Example::new(
            "snoozeLead",
            "LEAD_SNOOZED",
            json!({ "id": snoozed, "until": app.in_days(3) }),
            json!({ "id": snoozed, "until": app.in_days(-3) }),
        ),
        Example::new("deleteLead", "LEAD_DELETED", json!({ "id": deleted }), json!({ "id": UNKNOWN })),
        Example::new("restoreLead", "LEAD_RESTORED", json!({ "id": restored }), json!({ "id": UNKNOWN })),
        Example::new(
            "runStaleSweep",
            "LEAD_BECAME_INACTIVE",
            json!({}),
            json!({ "policies": [{ "status": "NEW", "staleAfterDays": 1 }] }),
        ),
    ]
}

async fn of_lead_types(app: &App) -> Vec<Example> {
    let standard = app.admin("{ leadTypes { id } }", Value::Null).await["leadTypes"][0]["id"].clone();
    vec![
        Example::new(
            "createLeadType",
            "LEAD_TYPE_CREATED",
            json!({ "key": "PARTNER_DEAL", "name": "Partner deal" }),
            json!({ "key": "no key", "name": "Partner deal" }),
        ),
        Example::new(
            "updateLeadType",
            "LEAD_TYPE_UPDATED",
            json!({ "id": standard, "name": "Ordinary" }),
            json!({ "id": standard, "name": " " }),
        ),
    ]
}
