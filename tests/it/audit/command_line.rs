//! The audit trail on the command line.

use serde_json::{Value, json};

use crate::{story, support::Leadline};

story! {
    async fn operators_read_it_as_a_table_or_as_json(app) {
        let lead = app.create_qualified_lead("zoe@acme.example").await;
        app.update_lead(&lead, json!({ "firstName": "Ann" })).await;
        let folder = tempfile::tempdir().expect("a folder");
        let leadline = Leadline::new(app.database_url(), folder.path());
        leadline.ok(&["user", "create", "--email", "new@leadline.example", "--name", "New", "--password", "correct horse battery"]);
        let table = leadline.ok(&["audit", "list", "--since", "2026-03-01", "--kind", "lead_updated"]);
        let lines: Vec<_> = table.lines().collect();
        assert_eq!(lines.len(), 2, "{table}");
        assert!(lines[1].contains("admin@leadline.example") && lines[1].ends_with("first_name: Zoë → Ann"), "{table}");
        let created = leadline.ok(&["audit", "list", "--json", "--credential", "user create"]);
        let entry: Value = serde_json::from_str(created.trim()).expect("one line of JSON");
        assert_eq!((&entry["kind"], &entry["via"]), (&json!("USER_CREATED"), &json!("COMMAND_LINE")));
        assert_eq!(entry["after"]["email"], "new@leadline.example");
        assert!(!created.contains("argon2"));
        let about = leadline.ok(&["audit", "list", "--subject", &lead, "--actor", "admin@leadline.example", "--limit", "1"]);
        assert_eq!(about.lines().count(), 2, "{about}");
        let nobody = leadline.run(&["audit", "list", "--actor", "nobody@x.example"]);
        assert!(!nobody.status.success());
        assert!(leadline.ok(&["audit", "list", "--since", "2099-01-01"]).is_empty());
    }
}
