//! The first steps of an installation: people, groups and units.

use serde_json::json;

use crate::{story, support::Leadline};

story! {
    async fn people_groups_and_units_are_set_up_from_the_command_line(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let leadline = Leadline::new(app.database_url(), folder.path());
        let said = leadline.ok(&["user", "create", "--email", "eva@acme.example", "--name", "Eva Stein", "--role", "manager",
            "--time-zone", "Europe/Vienna"]);
        assert!(said.contains("added MANAGER Eva Stein <eva@acme.example>") && said.contains("password: "), "{said}");
        leadline.ok(&["user", "create", "--email", "ben@acme.example", "--name", "Ben Ott"]);
        leadline.ok(&["group", "create", "North"]);
        leadline.ok(&["group", "add-member", "north", "--email", "eva@acme.example", "--manager"]);
        leadline.ok(&["group", "add-member", "North", "--email", "ben@acme.example"]);
        leadline.ok(&["unit", "create", "Desk"]);
        leadline.ok(&["unit", "add-member", "Desk", "--email", "ben@acme.example"]);
        let listed = leadline.ok(&["user", "list"]);
        let of = |email: &str| listed.lines().find(|line| line.starts_with(email)).unwrap_or_default().to_owned();
        assert!(of("ben@acme.example").contains("North") && of("ben@acme.example").contains("Desk"), "{listed}");
        assert!(of("eva@acme.example").contains("MANAGER"), "{listed}");
        assert!(leadline.ok(&["group", "list"]).lines().nth(1).is_some_and(|line| line.starts_with("North  2 ")), "{listed}");

        let group = app.admin("{ groups { edges { node { members { edges { node { isManager user { name } } } } } } } }", json!({})).await;
        assert_eq!(group["groups"]["edges"][0]["node"]["members"]["edges"], json!([
            { "node": { "isManager": true, "user": { "name": "Eva Stein" } } },
            { "node": { "isManager": false, "user": { "name": "Ben Ott" } } },
        ]));
        let ben = app.admin("{ users(search: \"ben\") { edges { node { id } } } }", json!({})).await;
        let ben = ben["users"]["edges"][0]["node"]["id"].clone();
        let lead = app.create_lead(json!({ "email": "zoe@prospect.example", "assigneeId": ben })).await;
        let leave = ["user", "deactivate", "--email", "ben@acme.example", "--to", "eva@acme.example"];
        let shown = leadline.ok(&[&leave[..], &["--dry-run"]].concat());
        assert!(shown.contains("1 open leads would be handed over") && shown.contains("1 mails would be called for"), "{shown}");
        assert_eq!(app.lead(&lead, "assignee { name }").await["assignee"]["name"], "Ben Ott");
        leadline.ok(&leave);
        assert_eq!(app.lead(&lead, "assignee { name }").await["assignee"]["name"], "Eva Stein");
        assert!(leadline.ok(&["user", "list"]).contains("(left)"));

        leadline.ok(&["user", "reactivate", "--email", "ben@acme.example"]);
        leadline.ok(&["user", "set-role", "--email", "ben@acme.example", "admin"]);
        leadline.ok(&["group", "remove-member", "North", "--email", "ben@acme.example"]);
        leadline.ok(&["user", "set-password", "--email", "ben@acme.example", "--password", "a long and quiet street"]);
        let sign_in = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken } }";
        let signed_in = app.gql(None, sign_in,
            json!({ "input": { "email": "ben@acme.example", "password": "a long and quiet street" } })).await;
        assert!(signed_in["data"]["signIn"]["accessToken"].is_string(), "{signed_in}");

        for (arguments, says) in [
            (&["user", "set-role", "--email", "nobody@acme.example", "admin"][..], "leadline user list"),
            (&["group", "add-member", "South", "--email", "eva@acme.example"][..], "leadline group list"),
            (&["group", "create", "NORTH"][..], "North"),
            (&["group", "add-member", "North", "--email", "eva@acme.example"][..], "already"),
        ] {
            let output = leadline.run(arguments);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains(says), "{arguments:?}: {output:?}");
        }
    }
}
