//! Groups and units: adding, renaming, deleting.

use entity::Role;
use serde_json::json;

use super::{change, done, refused};
use crate::story;

story! {
    async fn groups_and_units_are_added_renamed_and_deleted_by_admins(app) {
        for (kind, name) in [("Group", "North"), ("Unit", "Desk")] {
            let field = kind.to_lowercase();
            let fields = format!("{field} {{ id name version }}");
            let made = done(&app, None, &format!("create{kind}"), json!({ "name": format!("  {name} ") }), &fields).await;
            let id = made[&field]["id"].as_str().expect("an id").to_owned();
            assert_eq!((&made[&field]["name"], &made[&field]["version"]), (&json!(name), &json!(1)));

            let (code, message, at) =
                refused(&app, None, &format!("create{kind}"), json!({ "name": name.to_uppercase() })).await;
            assert_eq!((code.as_str(), at.as_str()), ("TAKEN", "input.name"));
            assert!(message.contains(name), "{message}");
            let (code, ..) = refused(&app, None, &format!("create{kind}"), json!({ "name": " " })).await;
            assert_eq!(code, "REQUIRED");

            let update = format!("update{kind}");
            let renamed = done(&app, None, &update, json!({ "id": id, "name": "West", "expectedVersion": 1 }), &fields).await;
            assert_eq!((&renamed[&field]["name"], &renamed[&field]["version"]), (&json!("West"), &json!(2)));
            let (code, ..) = refused(&app, None, &update, json!({ "id": id, "name": "East", "expectedVersion": 1 })).await;
            assert_eq!(code, "STALE_OBJECT");

            let node = app.admin("query($id: ID!) { node(id: $id) { __typename id } }", json!({ "id": id })).await;
            assert_eq!(node["node"], json!({ "__typename": kind, "id": id }));

            let gone = done(&app, None, &format!("delete{kind}"), json!({ "id": id }), &format!("deleted{kind}Id")).await;
            assert_eq!(gone[format!("deleted{kind}Id")], json!(id));
            let (code, ..) = refused(&app, None, &format!("delete{kind}"), json!({ "id": id })).await;
            assert_eq!(code, "NOT_FOUND");
        }
    }
}

story! {
    async fn only_admins_change_groups(app) {
        let dora = app.hire("Dora", Role::Manager).await;
        let north = app.group("North", &[], &[&dora]).await.to_string();
        for (name, input) in [
            ("createGroup", json!({ "name": "South" })),
            ("updateGroup", json!({ "id": north, "name": "South" })),
            ("deleteGroup", json!({ "id": north })),
            ("setGroupManager", json!({ "groupId": north, "userId": dora.id.to_string(), "isManager": false })),
        ] {
            let answer = app.gql(Some(&dora.token), &format!(
                "mutation($input: {}{}Input!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}",
                name[..1].to_uppercase(), &name[1..]), json!({ "input": input })).await;
            assert_eq!(answer["data"][name]["userErrors"][0]["code"], "FORBIDDEN", "{name}: {answer}");
        }
    }
}

story! {
    async fn what_is_in_use_is_not_deleted(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let north = app.group("North", &[&anna], &[]).await.to_string();
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": north })).await;
        let errors = change(&app, None, "deleteGroup", json!({ "id": north }), "deletedGroupId").await;
        let messages: Vec<_> = errors["userErrors"].as_array().expect("errors").iter()
            .map(|error| (error["code"].as_str().expect("a code"), error["message"].as_str().expect("words"))).collect();
        assert!(messages.iter().all(|(code, _)| *code == "IN_USE"), "{messages:?}");
        assert!(messages[0].1.contains("1 member is") && messages[1].1.contains("1 lead is"), "{messages:?}");
        done(&app, None, "removeGroupMember", json!({ "groupId": north, "userId": anna.id.to_string() }), "group { id }").await;
        app.update_lead(&lead, json!({ "groupId": null })).await;
        done(&app, None, "deleteGroup", json!({ "id": north }), "deletedGroupId").await;

        let desk = app.unit("Desk", &[], &[]).await.to_string();
        done(&app, None, "createLeadType", json!({ "key": "DEAL", "name": "Deal", "unitIds": [desk] }), "leadType { id }").await;
        let (code, message, _) = refused(&app, None, "deleteUnit", json!({ "id": desk })).await;
        assert_eq!(code, "IN_USE");
        assert!(message.contains("DEAL"), "{message}");
    }
}
