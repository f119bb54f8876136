//! Who sees a lead: to everybody else it does not exist.

use entity::Role;
use serde_json::json;

use crate::{
    story,
    support::{App, Someone},
};

const SEEN: &str = "query($id: ID!) { lead(id: $id) { id } leads { totalCount } node(id: $id) { id } }";

async fn sees(app: &App, who: &Someone, lead: &str) -> bool {
    let seen = app.asks(who, SEEN, json!({ "id": lead })).await;
    let all = [!seen["lead"].is_null(), seen["leads"]["totalCount"] == 1, !seen["node"].is_null()];
    assert!(all.iter().all(|one| *one == all[0]), "{seen}");
    all[0]
}

story! {
    async fn a_lead_is_seen_by_its_group_by_groups_that_collaborate_and_by_nobody_else(app) {
        let (anna, bert, carl, dora) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await,
            app.hire("Carl", Role::Agent).await, app.hire("Dora", Role::Manager).await,
        );
        let north = app.group("North", &[&anna], &[]).await;
        let south = app.group("South", &[&bert], &[&dora]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": north.to_string() })).await;
        assert!(sees(&app, &anna, &lead).await);
        for stranger in [&bert, &carl, &dora] {
            assert!(!sees(&app, stranger, &lead).await);
        }
        app.collaborate(south, north, false).await;
        assert!(sees(&app, &bert, &lead).await);
        assert!(sees(&app, &dora, &lead).await);
        assert!(!sees(&app, &carl, &lead).await);
    }
}

story! {
    async fn what_waits_in_a_unit_is_seen_by_its_members_until_somebody_has_it_in_hand(app) {
        let (anna, bert, dora) = (
            app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await, app.hire("Dora", Role::Manager).await,
        );
        let desk = app.unit("Desk", &[&anna, &bert], &[&dora]).await;
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "unitId": desk.to_string() })).await;
        assert!(sees(&app, &anna, &lead).await && sees(&app, &bert, &lead).await && sees(&app, &dora, &lead).await);
        app.update_lead(&lead, json!({ "assigneeId": anna.id.to_string() })).await;
        assert!(sees(&app, &anna, &lead).await);
        assert!(!sees(&app, &bert, &lead).await);
        assert!(sees(&app, &dora, &lead).await, "who manages the unit sees all that is there");
    }
}
