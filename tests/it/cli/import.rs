//! A CSV file as the world writes them: a byte order mark, quotes, umlauts, and rows that cannot be taken.

use entity::Role;
use serde_json::json;

use crate::{story, support::Leadline};

const CSV: &str = "\u{feff}First Name,Last Name,Company / Account,Email,Phone,Lead Source,Shoe Size
Jürgen,Großmann,\"Müller, Söhne & Co. \"\"KG\"\"\",juergen@mueller.example,+43 1 58801,Web Site,44
Ann,Lee,\"Two
Lines Ltd\",ann@lines.example,,,38
Bad,Address,Nowhere,not-an-address,,,
Not,Reachable,Nowhere,,,,
Émile,Zola,Lettres,emile@lettres.example,,Referral,41
";

story! {
    async fn good_rows_come_in_whole_and_bad_rows_are_named_and_kept_for_mending(app) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("leads.csv"), CSV).expect("written");
        let leadline = Leadline::new(app.database_url(), folder.path());

        let dry = leadline.run(&["import", "leads.csv", "--dry-run"]);
        assert_eq!(dry.status.code(), Some(3), "{dry:?}");
        assert!(app.all_lead_ids().await.is_empty());

        let output = leadline.run(&["import", "leads.csv", "--errors", "rejected.csv"]);
        assert_eq!(output.status.code(), Some(3), "some rows were refused: {output:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("Shoe Size"), "the column that nobody knows is named: {said}");
        assert!(said.contains("not-an-address"), "{said}");

        let leads = app.admin("{ leads(orderBy: [{ field: NUMBER, direction: ASC }]) { edges { node {
            name company email phone status } } } }", json!({})).await;
        let leads: Vec<_> = leads["leads"]["edges"].as_array().expect("edges").iter()
            .map(|edge| edge["node"].clone()).collect();
        assert_eq!(leads, [
            json!({ "name": "Jürgen Großmann", "company": "Müller, Söhne & Co. \"KG\"",
                    "email": "juergen@mueller.example", "phone": "+43 1 58801", "status": "NEW" }),
            json!({ "name": "Ann Lee", "company": "Two Lines Ltd", "email": "ann@lines.example", "phone": null,
                    "status": "NEW" }),
            json!({ "name": "Émile Zola", "company": "Lettres", "email": "emile@lettres.example", "phone": null,
                    "status": "REFERRAL" }),
        ]);

        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).expect("written");
        assert_eq!(rejected.matches("Nowhere").count(), 2, "{rejected}");
        let mended = rejected.replace("not-an-address", "bad@nowhere.example");
        std::fs::write(folder.path().join("mended.csv"), mended).expect("written");
        leadline.run(&["import", "mended.csv"]);
        assert_eq!(app.all_lead_ids().await.len(), 4);
    }
}

story! {
    async fn rows_whose_owner_may_not_have_leads_of_the_type_are_refused_and_kept(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let desk = app.unit("Desk", &[&anna], &[]).await.to_string();
        let fairs = app.unit("Fairs", &[&bert], &[]).await.to_string();
        let types = app.admin("{ leadTypes { id key } }", json!({})).await;
        let restrict = "mutation($id: ID!, $unit: ID!) { updateLeadType(input: { id: $id, unitIds: [$unit] }) { userErrors { code } } }";
        let standard = types["leadTypes"][0]["id"].clone();
        app.admin(restrict, json!({ "id": standard, "unit": desk })).await;
        // A rule for what is nobody's: its unit may not have such leads either.
        app.add_rule(json!({ "name": "Fairs", "target": "UNIT", "unitId": fairs })).await;

        let folder = tempfile::tempdir().expect("a folder");
        let csv = "Name,Email,Lead Owner\nAda One,ada@x.example,Anna\nBen Two,ben@x.example,Bert\nCy Three,cy@x.example,\n";
        std::fs::write(folder.path().join("leads.csv"), csv).expect("written");
        let leadline = Leadline::new(app.database_url(), folder.path());
        let output = leadline.run(&["import", "leads.csv", "--errors", "rejected.csv"]);
        assert_eq!(output.status.code(), Some(3), "a row was refused: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(said.contains("line 3") && said.contains("Bert") && said.contains("STANDARD"), "{said}");
        let rejected = std::fs::read_to_string(folder.path().join("rejected.csv")).expect("written");
        assert!(rejected.contains("ben@x.example") && !rejected.contains("cy@x.example"), "{rejected}");

        let leads = app.admin("{ leads(orderBy: [{ field: NUMBER, direction: ASC }]) { edges { node {
            name assignee { name } unit { name } } } } }", json!({})).await;
        let leads: Vec<_> = leads["leads"]["edges"].as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect();
        assert_eq!(leads, [
            json!({ "name": "Ada One", "assignee": { "name": "Anna" }, "unit": null }),
            json!({ "name": "Cy Three", "assignee": null, "unit": null }),
        ]);
        // Mended by hand, it comes in.
        std::fs::write(folder.path().join("mended.csv"), rejected.replace("Bert", "Anna")).expect("written");
        assert_eq!(leadline.run(&["import", "mended.csv"]).status.code(), Some(0));
        assert_eq!(app.all_lead_ids().await.len(), 3);
    }
}
