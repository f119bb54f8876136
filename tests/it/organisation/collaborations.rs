//! Groups and units that work together.

use entity::Role;
use serde_json::{Value, json};

use super::{done, refused};
use crate::story;

story! {
    async fn a_directed_collaboration_becomes_mutual_when_the_other_direction_is_added(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let north = app.group("North", &[&anna], &[]).await.to_string();
        let south = app.group("South", &[&bert], &[]).await.to_string();
        for group in [&north, &south] {
            app.create_lead(json!({ "email": "zoe@prospect.example", "groupId": group })).await;
        }
        let count = async |who| app.asks(who, "{ leads { totalCount } }", Value::Null).await["leads"]["totalCount"].clone();
        let together = |of: &str, with: &str, mutual: bool| json!({ "groupId": of, "partnerId": with, "isMutual": mutual });
        let fields = "collaboration { id isMutual group { name } partner { name } }";
        let directed = done(&app, None, "addGroupCollaboration", together(&north, &south, false), fields).await;
        assert_eq!((count(&anna).await, count(&bert).await), (json!(2), json!(1)));
        assert_eq!(refused(&app, None, "addGroupCollaboration", together(&north, &south, false)).await.0, "TAKEN");
        assert_eq!(refused(&app, None, "addGroupCollaboration", together(&north, &north, true)).await.0, "INVALID");

        let mutual = done(&app, None, "addGroupCollaboration", together(&south, &north, false), fields).await;
        assert_eq!(mutual["collaboration"]["id"], directed["collaboration"]["id"]);
        assert_eq!(mutual["collaboration"]["isMutual"], true);
        assert_eq!((count(&anna).await, count(&bert).await), (json!(2), json!(2)));
        assert_eq!(refused(&app, None, "addGroupCollaboration", together(&south, &north, true)).await.0, "TAKEN");

        let seen = "query($id: ID!) { group(id: $id) { collaborations { id isMutual } } }";
        for group in [&north, &south] {
            let seen = app.asks(&anna, seen, json!({ "id": group })).await;
            assert_eq!(seen["group"]["collaborations"].as_array().map(Vec::len), Some(1));
        }
        let id = mutual["collaboration"]["id"].clone();
        let ended = done(&app, None, "removeGroupCollaboration", json!({ "id": id }), "removedCollaborationId").await;
        assert_eq!(ended["removedCollaborationId"], id);
        assert_eq!((count(&anna).await, count(&bert).await), (json!(1), json!(1)));
        assert_eq!(refused(&app, None, "removeGroupCollaboration", json!({ "id": id })).await.0, "NOT_FOUND");
    }
}
