//! Finding leads and users by where they belong.

use entity::Role;
use serde_json::{Value, json};

use crate::story;

story! {
    async fn leads_and_users_are_found_by_group_and_unit(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let north = app.group("North", &[&anna], &[]).await.to_string();
        let desk = app.unit("Desk", &[&bert], &[]).await.to_string();
        app.create_lead(json!({ "lastName": "One", "email": "1@prospect.example", "groupId": north, "assigneeId": bert.id.to_string() })).await;
        app.create_lead(json!({ "lastName": "Two", "email": "2@prospect.example", "unitId": desk })).await;
        app.create_lead(json!({ "lastName": "Three", "email": "3@prospect.example" })).await;
        let leads = async |filter: &str| -> Vec<String> {
            let query = format!("{{ leads(filter: {filter}, orderBy: [{{ field: NUMBER }}]) {{ edges {{ node {{ name }} }} }} }}");
            let found = app.admin(&query, Value::Null).await;
            let edges = found["leads"]["edges"].as_array().expect("edges").iter();
            edges.map(|edge| edge["node"]["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(leads("{ group: { name: { eq: \"North\" } } }").await, ["One"]);
        assert_eq!(leads("{ unit: { name: { startsWith: \"de\" } } }").await, ["Two"]);
        assert_eq!(leads("{ group: { isNull: true }, unit: { isNull: true } }").await, ["Three"]);
        assert_eq!(leads("{ assignee: { unit: { name: { eq: \"Desk\" } } } }").await, ["One"]);
        assert_eq!(leads("{ assignee: { group: { name: { eq: \"North\" } } } }").await, [""; 0]);
        assert_eq!(leads(&format!("{{ unit: {{ id: {{ eq: \"{desk}\" }} }} }}")).await, ["Two"]);
        let users = async |filter: &str| -> Vec<String> {
            let found = app.admin(&format!("{{ users(filter: {filter}) {{ edges {{ node {{ name }} }} }} }}"), Value::Null).await;
            let edges = found["users"]["edges"].as_array().expect("edges").iter();
            edges.map(|edge| edge["node"]["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(users("{ unit: { name: { eq: \"Desk\" } } }").await, ["Bert"]);
        assert_eq!(users("{ group: { isNull: true }, role: { eq: AGENT } }").await, ["Ari Agent", "Bert"]);
        let page = app.admin("{ leads(orderBy: [{ field: NUMBER }]) { edges { node { group { name } unit { name } } } } }", Value::Null).await;
        assert_eq!(page["leads"]["edges"], json!([
            { "node": { "group": { "name": "North" }, "unit": null } },
            { "node": { "group": null, "unit": { "name": "Desk" } } },
            { "node": { "group": null, "unit": null } },
        ]));
        let groups = app.asks(&anna, "{ groups(filter: { name: { contains: \"ort\" } }) { totalCount edges { node { name } } } units { totalCount } }", Value::Null).await;
        assert_eq!(groups, json!({ "groups": { "totalCount": 1, "edges": [{ "node": { "name": "North" } }] }, "units": { "totalCount": 1 } }));
    }
}
