//! Adding and changing users.

use entity::Role;
use serde_json::{Value, json};

use super::{change, done, refused};
use crate::story;

story! {
    async fn an_admin_adds_a_user_who_can_sign_in(app) {
        let new = json!({ "name": "Eva Stein", "email": "eva@acme.example", "role": "MANAGER", "locale": "de-AT",
            "timeZone": "Europe/Vienna", "password": "a long and quiet street" });
        let made = done(&app, None, "createUser", new.clone(), "user { id name email role locale timeZone isActive version }").await;
        assert_eq!(made["user"]["role"], "MANAGER");
        assert_eq!(made["user"]["timeZone"], "Europe/Vienna");
        let sign_in = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken userErrors { code } } }";
        let signed_in = app.gql(None, sign_in,
            json!({ "input": { "email": "EVA@acme.example", "password": "a long and quiet street" } })).await;
        assert!(signed_in["data"]["signIn"]["accessToken"].is_string(), "{signed_in}");

        let again = change(&app, None, "createUser", json!({ "name": " ", "email": "Eva@ACME.example" }), "user { id }").await;
        let codes: Vec<_> = again["userErrors"].as_array().expect("errors").iter().map(|error| error["code"].clone()).collect();
        assert_eq!(codes, ["REQUIRED", "TAKEN"]);
        let dora = app.hire("Dora", Role::Manager).await;
        assert_eq!(refused(&app, Some(&dora), "createUser", new).await.0, "FORBIDDEN");
    }
}

story! {
    async fn people_change_their_own_name_and_clock_and_admins_the_rest(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let own = json!({ "id": anna.id.to_string(), "name": "Anna Berg", "timeZone": "Asia/Tokyo", "expectedVersion": 1 });
        let changed = done(&app, Some(&anna), "updateUser", own, "user { name timeZone version }").await;
        assert_eq!(changed["user"], json!({ "name": "Anna Berg", "timeZone": "Asia/Tokyo", "version": 2 }));
        for more in [json!({ "role": "ADMIN" }), json!({ "email": "anna@else.example" })] {
            let mut input = more;
            input["id"] = json!(anna.id.to_string());
            assert_eq!(refused(&app, Some(&anna), "updateUser", input).await.0, "FORBIDDEN");
        }
        let admin = json!({ "id": app.admin_id(), "name": "Nobody" });
        assert_eq!(refused(&app, Some(&anna), "updateUser", admin).await.0, "FORBIDDEN");
        let id = anna.id.to_string();
        assert_eq!(refused(&app, None, "updateUser", json!({ "id": id, "email": "admin@leadline.example" })).await.0, "TAKEN");
        assert_eq!(refused(&app, None, "updateUser", json!({ "id": id, "name": "X", "expectedVersion": 1 })).await.0, "STALE_OBJECT");
        let cleared = done(&app, None, "updateUser", json!({ "id": id, "timeZone": null, "email": "anna@acme.example" }), "user { email timeZone }").await;
        assert_eq!(cleared["user"], json!({ "email": "anna@acme.example", "timeZone": null }));
    }
}

story! {
    async fn the_last_admin_stays(app) {
        let admin = app.admin_id();
        for (name, input) in [
            ("updateUser", json!({ "id": admin, "role": "AGENT" })),
            ("deactivateUser", json!({ "id": admin })),
        ] {
            assert_eq!(refused(&app, None, name, input).await.0, "LAST_ADMIN", "{name}");
        }
        let eva = app.hire("Eva", Role::Admin).await;
        done(&app, None, "updateUser", json!({ "id": admin, "role": "MANAGER" }), "user { role }").await;
        assert_eq!(refused(&app, Some(&eva), "deactivateUser", json!({ "id": eva.id.to_string() })).await.0, "LAST_ADMIN");
    }
}

story! {
    async fn users_are_listed_by_name_filtered_and_searched(app) {
        for name in ["Zed Alm", "anna Berg", "Carl Alm"] {
            app.hire(name, Role::Agent).await;
        }
        let names = async |arguments: &str| -> Vec<String> {
            let found = app.admin(&format!("{{ users({arguments}) {{ edges {{ node {{ name }} }} }} }}"), Value::Null).await;
            let edges = found["users"]["edges"].as_array().expect("edges").iter();
            edges.map(|edge| edge["node"]["name"].as_str().expect("a name").to_owned()).collect()
        };
        assert_eq!(names("first: 10").await, ["Ada Admin", "anna Berg", "Ari Agent", "Carl Alm", "Zed Alm"]);
        assert_eq!(names("search: \"ALM zed\"").await, ["Zed Alm"]);
        assert_eq!(names("search: \"anna.berg@leadline\"").await, ["anna Berg"]);
        assert_eq!(names("filter: { role: { eq: ADMIN } }").await, ["Ada Admin"]);
        assert_eq!(names("filter: { or: [{ name: { startsWith: \"carl\" } }, { role: { eq: ADMIN } }] }").await, ["Ada Admin", "Carl Alm"]);
        assert_eq!(names("orderBy: [{ field: EMAIL, direction: DESC }], first: 2").await, ["Zed Alm", "Carl Alm"]);
        let mut all = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = app.admin("query($after: String) { users(first: 2, after: $after) { totalCount
                edges { node { name } } pageInfo { hasNextPage endCursor } } }", json!({ "after": after })).await;
            let page = &page["users"];
            assert_eq!(page["totalCount"], 5);
            all.extend(page["edges"].as_array().expect("edges").iter().map(|edge| edge["node"]["name"].clone()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(all, ["Ada Admin", "anna Berg", "Ari Agent", "Carl Alm", "Zed Alm"]);
    }
}
