//! Several administrators at once.

use entity::Role;
use futures::future::join_all;
use serde_json::{Value, json};

use super::change;
use crate::story;

fn codes(payloads: &[Value]) -> Vec<String> {
    let code = |payload: &Value| payload["userErrors"][0]["code"].as_str().unwrap_or("DONE").to_owned();
    let mut codes: Vec<_> = payloads.iter().map(code).collect();
    codes.sort();
    codes
}

story! {
    async fn of_many_who_do_the_same_at_once_one_does_it_and_the_others_are_told(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let north = app.group("North", &[], &[]).await.to_string();
        let south = app.group("South", &[], &[]).await.to_string();
        let join = json!({ "groupId": north, "userId": anna.id.to_string() });
        let joined = join_all((0..8).map(|_| change(&app, None, "addGroupMember", join.clone(), "member { id }"))).await;
        assert_eq!(codes(&joined), ["DONE", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN"]);
        let made = join_all((0..8).map(|_| change(&app, None, "createUnit", json!({ "name": "Desk" }), "unit { id }"))).await;
        assert_eq!(codes(&made), ["DONE", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN", "TAKEN"]);
        let new = json!({ "name": "Eva", "email": "eva@acme.example" });
        let made = join_all((0..4).map(|_| change(&app, None, "createUser", new.clone(), "user { id }"))).await;
        assert_eq!(codes(&made), ["DONE", "TAKEN", "TAKEN", "TAKEN"]);
        let ways = [(&north, &south), (&south, &north)];
        let agreed = join_all(ways.iter().map(|(of, with)| {
            change(&app, None, "addGroupCollaboration", json!({ "groupId": of, "partnerId": with, "isMutual": false }), "collaboration { isMutual }")
        })).await;
        assert_eq!(codes(&agreed), ["DONE", "DONE"]);
        assert!(agreed.iter().any(|payload| payload["collaboration"]["isMutual"] == true), "{agreed:?}");
    }
}

story! {
    async fn two_admins_cannot_leave_at_the_same_time(app) {
        let eva = app.hire("Eva", Role::Admin).await;
        let leave = |id: String| json!({ "id": id });
        let left = join_all([
            change(&app, None, "deactivateUser", leave(app.admin_id()), "user { id }"),
            change(&app, None, "deactivateUser", leave(eva.id.to_string()), "user { id }"),
        ]).await;
        assert_eq!(codes(&left), ["DONE", "LAST_ADMIN"]);
    }
}
