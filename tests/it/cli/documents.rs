//! The list of trusted documents: filled from what front ends' tools write, and asked for by clients.

use std::{path::Path, process::Output};

use serde_json::json;

use crate::{story, support::Leadline};

const LEADS: &str = "query Leads($first: Int!) {\n  leads(first: $first) { totalCount }\n}\n";

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("inside a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
}

story! {
    async fn documents_are_added_listed_asked_for_and_removed(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let apollo = json!({ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            { "id": "b1946ac92492d2347c6235b4d2611184", "name": "Me", "type": "query", "body": "query Me { viewer { email } }" }
        ] });
        let relay = json!({ "f1e2d3": "query Statuses { leadStatuses { status } }" });
        write(folder.path(), &[
            ("web/leads.graphql", LEADS),
            ("web/manifest.json", &apollo.to_string()),
            ("web/__generated__/queries.json", &relay.to_string()),
        ]);
        let leadline = Leadline::new(app.database_url(), folder.path());
        assert!(leadline.ok(&["documents", "list"]).contains("leadline documents add"));
        let added = leadline.ok(&["documents", "add", "web"]);
        assert!(added.ends_with("3 added, 0 on the list already\n"), "{added}");
        let again = leadline.ok(&["documents", "add", "web/leads.graphql", "web/manifest.json"]);
        assert!(again.ends_with("0 added, 2 on the list already\n"), "{again}");

        let hash = added.lines().find_map(|line| line.strip_suffix("  Leads")).expect("a line").to_owned();
        let (_, leads) = app.agent_posts(json!({ "documentId": format!("sha256:{hash}"), "variables": { "first": 1 } })).await;
        assert_eq!(leads["data"]["leads"]["totalCount"], 0, "{leads}");
        let named = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "b1946ac92492d2347c6235b4d2611184" } } });
        assert_eq!(app.agent_posts(named).await.1["data"]["viewer"]["email"], "agent@leadline.example");
        let (_, statuses) = app.agent_posts(json!({ "doc_id": "f1e2d3" })).await;
        assert_eq!(statuses["data"]["leadStatuses"].as_array().map(Vec::len), Some(15), "{statuses}");

        let list = leadline.ok(&["documents", "list"]);
        let operations: Vec<_> = list.lines().map(|line| line.split_whitespace().nth(1).expect("a name")).collect();
        assert_eq!(operations, ["OPERATIONS", "Leads", "Me", "Statuses"]);
        let first: serde_json::Value =
            serde_json::from_str(leadline.ok(&["documents", "list", "--json"]).lines().next().expect("a line")).expect("JSON");
        assert_eq!((&first["id"], &first["length"]), (&json!(hash), &json!(LEADS.len())));

        assert_eq!(leadline.ok(&["documents", "remove", &format!("sha256:{hash}")]), format!("removed {hash}\n"));
        let (_, gone) = app.agent_posts(json!({ "documentId": hash })).await;
        assert_eq!(gone["errors"][0]["message"], "PersistedQueryNotFound");
        let twice = leadline.run(&["documents", "remove", &hash]);
        assert!(!twice.status.success() && said(&twice).contains("leadline documents list"), "{twice:?}");
    }
}

story! {
    async fn a_broken_document_keeps_all_out_and_is_named_with_line_and_reason(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let deep = format!("{{ {} }}", "a { ".repeat(100));
        write(folder.path(), &[
            ("good.graphql", "{ viewer { email } }"),
            ("field.graphql", "query A {\n  viewer {\n    shoeSize\n  }\n}"),
            ("syntax.gql", "query A {\n  viewer {"),
            ("argument.graphql", "{ leads(first: \"many\") { totalCount } }"),
            ("fragment.graphql", "fragment F on Lead { id }"),
            ("deep.graphql", &deep),
            ("queries.json", "{\n  \"aa\": \"{ viewer { id } }\",\n  \"bb\": \"query B {\\n nothing }\"\n}"),
            ("package.json", "{\n  \"name\": \"front-end\",\n  \"scripts\": {}\n}"),
            ("latin.graphql", "x"),
        ]);
        std::fs::write(folder.path().join("latin.graphql"), b"{ viewer { \xe9 } }").expect("written");
        let leadline = Leadline::new(app.database_url(), folder.path());
        let output = leadline.run(&["documents", "add", ".", "nowhere.graphql", "notes.txt"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        for words in [
            "./field.graphql:3: Unknown field \"shoeSize\" on type \"User\"",
            "./syntax.gql:2: syntax error: ",
            "./argument.graphql:1: Invalid value for argument \"first\"",
            "./fragment.graphql: syntax error: ",
            "./deep.graphql:1: the document nests deeper than",
            "./queries.json:3: `bb`, line 2 of its text: Unknown field \"nothing\"",
            "./package.json:3: `scripts` must be the text of a document; a manifest is",
            "./latin.graphql: is not UTF-8",
            "nowhere.graphql: is not there",
            "notes.txt: is not there",
            "nothing was added: ",
        ] {
            assert!(said.contains(words), "{words}\n{said}");
        }
        assert!(!said.contains("good.graphql"), "{said}");
        assert!(leadline.ok(&["documents", "list"]).starts_with("no document"));
        let empty = leadline.run(&["documents", "add", "good.graphql", "queries.json"]);
        assert_eq!(empty.status.code(), Some(1));
    }
}

#[test]
fn a_server_whose_folder_is_not_there_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let leadline = Leadline::new("sqlite://test.db", folder.path())
        .set("HTTP__LISTEN", "127.0.0.1:0")
        .set("HTTP__DOCUMENTS__FOLDER", "./documents");
    let output = leadline.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("http.documents.folder") && said.contains("is not there"), "{said}");
}
