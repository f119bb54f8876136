//! A lead with markers in everything that is known of it, and strangers who have no rights to it.

use std::sync::atomic::{AtomicU32, Ordering};

use entity::{GroupId, Role};
use serde_json::json;

use super::worlds::World;
use crate::support::{App, Someone};

/// Somebody who has no rights to the lead, and what stands for the symbols in their world.
pub struct Stranger {
    pub who: Someone,
    pub group: GroupId,
    pub world: World,
}

const MARKER: &str = "zqhiddenq";
const EVERYTHING: &str = "query($id: ID!) {
    lead(id: $id) { number history { id } communications { edges { cursor node { id attempts { id } } } }
                    events { edges { cursor node { id } } } }
    leads(filter: { id: { eq: $id } }) { edges { cursor } } }";

/// A lead of the group North that somebody works on, who has written to it.
pub async fn hidden_lead(app: &App) -> (World, GroupId) {
    app.count_leads_from(7_777_001).await;
    let (nora, nils) = (app.hire("Nora", Role::Manager).await, app.hire("Nils", Role::Agent).await);
    let north = app.group("North", &[&nils], &[&nora]).await;
    let desk = app.unit("Desk", &[&nils], &[]).await;
    let values = json!({
        "firstName": MARKER, "lastName": MARKER, "company": MARKER, "jobTitle": MARKER,
        "email": format!("{MARKER}@prospect.example"), "phone": "+436647777001",
        "website": format!("https://{MARKER}.example/"),
        "address": { "street": MARKER, "postalCode": MARKER, "city": MARKER, "region": MARKER, "country": "AT" },
        "initialInterest": MARKER, "productsOfInterest": [MARKER],
        "targetAmount": { "amount": "7777001.77", "currency": "EUR" },
        "bant": { "budgetAmount": { "amount": "7777001.77", "currency": "EUR" }, "needText": MARKER,
                  "timingDate": "2031-07-17" },
        "expectedCompletionDate": "2031-07-17",
        "groupId": north.to_string(), "unitId": desk.to_string(), "assigneeId": nils.id.to_string(),
    });
    let lead = app.create_lead(values).await;
    let moved = app.change_status(&lead, json!({ "status": "CONTACTED", "note": MARKER })).await;
    assert_eq!(moved["userErrors"], json!([]));
    app.run_jobs().await;
    let known = app.admin(EVERYTHING, json!({ "id": lead })).await;
    let text = |pointer: &str| {
        let found = known.pointer(pointer).and_then(|value| value.as_str());
        found.unwrap_or_else(|| panic!("no {pointer}: {known:#}")).to_owned()
    };
    let world = World::new(vec![
        ("«lead»", lead),
        ("«change»", text("/lead/history/0/id")),
        ("«communication»", text("/lead/communications/edges/0/node/id")),
        ("«attempt»", text("/lead/communications/edges/0/node/attempts/0/id")),
        ("«event»", text("/lead/events/edges/0/node/id")),
        ("«number»", text("/lead/number")),
        ("«cursor»", text("/leads/edges/0/cursor")),
        ("«communication cursor»", text("/lead/communications/edges/0/cursor")),
        ("«event cursor»", text("/lead/events/edges/0/cursor")),
        ("«email»", format!("{MARKER}@prospect.example")),
        ("«website»", format!("https://{MARKER}.example/")),
        ("«phone»", "+436647777001".to_owned()),
        ("«amount»", "7777001.77".to_owned()),
        ("«day»", "2031-07-17".to_owned()),
        ("«marker»", MARKER.to_owned()),
    ]);
    (world, north)
}

/// Somebody in a group of their own, with a lead of their own which the hidden one has referred.
pub async fn stranger(app: &App, hidden: &World, name: &str, role: Role) -> Stranger {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let who = app.hire(&format!("{name} {}", COUNT.fetch_add(1, Ordering::Relaxed)), role).await;
    let managers: &[&Someone] = if role == Role::Manager { &[&who] } else { &[] };
    let group = app.group(&format!("Group of {}", who.id), &[&who], managers).await;
    let own = app
        .create_lead(json!({ "email": "own@south.example", "groupId": group.to_string(),
            "assigneeId": who.id.to_string(), "referrerLeadId": hidden.get("«lead»") }))
        .await;
    Stranger { who, group, world: hidden.with("«own lead»", own) }
}
