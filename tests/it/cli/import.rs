//! A CSV file as the world writes them: a byte order mark, quotes, umlauts, and rows that cannot be taken.

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
