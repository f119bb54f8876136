//! Who belongs to a group or unit.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::story;

const MEMBERS: &str = "query($id: ID!) { group(id: $id) { viewerCanManageMembers
    members(first: 10) { totalCount edges { node { isManager user { name } group { name } } } } } }";

story! {
    async fn members_join_and_leave_and_see_what_the_group_owns(app) {
        let (anna, dora) = (app.hire("Anna", Role::Agent).await, app.hire("Dora", Role::Manager).await);
        let north = app.group("North", &[], &[]).await.to_string();
        app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": north })).await;
        let count = "{ leads { totalCount } }";
        assert_eq!(app.asks(&anna, count, Value::Null).await["leads"]["totalCount"], 0);
        let join = |who: &crate::support::Someone, is_manager: bool| {
            json!({ "groupId": north, "userId": who.id.to_string(), "isManager": is_manager })
        };
        let member = done(&app, None, "addGroupMember", join(&anna, false), "member { id isManager joinedAt user { id } }").await;
        assert_eq!(member["member"]["user"]["id"], json!(anna.id.to_string()));
        let node = app.admin("query($id: ID!) { node(id: $id) { __typename } }", json!({ "id": member["member"]["id"] })).await;
        assert_eq!(node["node"]["__typename"], "GroupMember");
        assert_eq!(app.asks(&anna, count, Value::Null).await["leads"]["totalCount"], 1);

        let (code, message, field) = refused(&app, None, "addGroupMember", join(&anna, false)).await;
        assert_eq!((code.as_str(), field.as_str()), ("TAKEN", "input.userId"));
        assert!(message.contains("Anna"), "{message}");
        let (code, message, _) =
            refused(&app, None, "setGroupManager", json!({ "groupId": north, "userId": anna.id.to_string(), "isManager": true })).await;
        assert_eq!(code, "ROLE_TOO_LOW");
        assert!(message.contains("MANAGER"), "{message}");
        done(&app, None, "addGroupMember", join(&dora, true), "member { id }").await;

        let seen = app.asks(&anna, MEMBERS, json!({ "id": north })).await;
        assert_eq!(seen["group"]["viewerCanManageMembers"], false);
        assert_eq!(seen["group"]["members"], json!({ "totalCount": 2, "edges": [
            { "node": { "isManager": false, "user": { "name": "Anna" }, "group": { "name": "North" } } },
            { "node": { "isManager": true, "user": { "name": "Dora" }, "group": { "name": "North" } } },
        ] }));
        let own = app.asks(&anna, "{ viewer { groups { totalCount edges { node { group { name } } } } units { totalCount } } }", Value::Null).await;
        assert_eq!(own["viewer"], json!({ "groups": { "totalCount": 1, "edges": [{ "node": { "group": { "name": "North" } } }] },
            "units": { "totalCount": 0 } }));

        done(&app, None, "removeGroupMember", json!({ "groupId": north, "userId": anna.id.to_string() }), "group { id }").await;
        assert_eq!(app.asks(&anna, count, Value::Null).await["leads"]["totalCount"], 0);
        let (code, ..) = refused(&app, None, "removeGroupMember", json!({ "groupId": north, "userId": anna.id.to_string() })).await;
        assert_eq!(code, "NOT_FOUND");
    }
}

story! {
    async fn managers_add_and_remove_members_of_what_they_manage_and_nothing_else(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let (dora, emil) = (app.hire("Dora", Role::Manager).await, app.hire("Emil", Role::Manager).await);
        let desk = app.unit("Desk", &[&anna], &[&dora, &emil]).await.to_string();
        let other = app.unit("Other", &[&anna], &[]).await.to_string();
        let about = |unit: &str, who: &crate::support::Someone| json!({ "unitId": unit, "userId": who.id.to_string() });
        done(&app, Some(&dora), "addUnitMember", about(&desk, &bert), "member { id }").await;
        done(&app, Some(&dora), "removeUnitMember", about(&desk, &anna), "unit { id }").await;
        for (who, name, input) in [
            (&dora, "addUnitMember", about(&other, &bert)),
            (&dora, "removeUnitMember", about(&other, &anna)),
            (&dora, "removeUnitMember", about(&desk, &emil)),
            (&bert, "addUnitMember", about(&desk, &anna)),
        ] {
            let (code, ..) = refused(&app, Some(who), name, input).await;
            assert_eq!(code, "FORBIDDEN", "{name}");
        }
        let as_manager = json!({ "unitId": desk, "userId": anna.id.to_string(), "isManager": true });
        assert_eq!(refused(&app, Some(&dora), "addUnitMember", as_manager).await.0, "FORBIDDEN");
        // Who becomes an agent manages nothing any more.
        done(&app, None, "updateUser", json!({ "id": dora.id.to_string(), "role": "AGENT" }), "user { role }").await;
        assert_eq!(refused(&app, Some(&dora), "addUnitMember", about(&desk, &anna)).await.0, "FORBIDDEN");
    }
}
