//! One example of each mutation: what it does once, what it refuses, and how it is noted.
//!
//! A mutation that is added gets an example here: an input that changes something, one that is refused, and the kind of
//! the entry that it must leave.

use serde_json::{Value, json};

use crate::support::App;

/// An example of a mutation.
pub struct Example {
    pub mutation: &'static str,
    /// An administrator sends it; it changes something.
    pub input: Value,
    /// It is refused with a user error, and leaves no entry.
    pub refused: Value,
    /// What the entry says that was done.
    pub kind: &'static str,
    /// Whether the entry tells values before or after.
    pub tells_values: bool,
    /// Sent without a token, as one signs in.
    pub by_visitor: bool,
    /// What the refused one leaves nevertheless.
    pub refused_kind: Option<&'static str>,
}

impl Example {
    fn new(mutation: &'static str, kind: &'static str, input: Value, refused: Value) -> Self {
        Self { mutation, input, refused, kind, tells_values: true, by_visitor: false, refused_kind: None }
    }
}

/// All of them, in an installation where they can be done one after the other.
pub async fn examples(app: &App) -> Vec<Example> {
    // First, so that only this one is stale when the sweep comes.
    app.create_lead(json!({ "email": "stale@acme.example" })).await;
    app.advance_days(8);
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
    let unknown = "lead_01h455vb4pex5vsknk084sn02q";
    vec![
        Example {
            by_visitor: true,
            refused_kind: Some("SIGN_IN_FAILED"),
            ..Example::new(
                "signIn",
                "SIGNED_IN",
                json!({ "email": "agent@leadline.example", "password": "correct horse battery" }),
                json!({ "email": "agent@leadline.example", "password": "wrong horse battery" }),
            )
        },
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
        Example::new("deleteLead", "LEAD_DELETED", json!({ "id": deleted }), json!({ "id": unknown })),
        Example::new("restoreLead", "LEAD_RESTORED", json!({ "id": restored }), json!({ "id": unknown })),
        Example::new(
            "runStaleSweep",
            "LEAD_BECAME_INACTIVE",
            json!({}),
            json!({ "policies": [{ "status": "NEW", "staleAfterDays": 1 }] }),
        ),
    ]
}
