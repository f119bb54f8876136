//! Every mutation of the schema leaves an entry that says who did it, from where, to what, and what it changed; a dry run
//! and a refused one leave none.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::examples::{Example, examples};
use crate::{
    story,
    support::{App, CLIENT, PROGRAM},
};

/// The mutations of the schema: the type of each one's input, and whether that has a `dryRun`.
async fn mutations(app: &App) -> BTreeMap<String, (String, bool)> {
    let schema = app
        .admin(
            "{ __schema { mutationType { fields { name args { type { ofType { name inputFields { name } } } } } } } }",
            Value::Null,
        )
        .await;
    let fields = schema["__schema"]["mutationType"]["fields"].as_array().expect("fields").iter();
    fields
        .map(|field| {
            let input = &field["args"][0]["type"]["ofType"];
            let inputs = input["inputFields"].as_array().expect("every mutation takes one input").iter();
            let rehearses = inputs.clone().any(|input| input["name"] == "dryRun");
            let text = |value: &Value| value.as_str().expect("a name").to_owned();
            (text(&field["name"]), (text(&input["name"]), rehearses))
        })
        .collect()
}

/// Sends an example as a request with a name of its own, and returns its user errors and the entries that it left.
async fn send(
    app: &App,
    example: &Example,
    input_type: &str,
    input: &Value,
    what: &str,
) -> (Value, Vec<Value>) {
    let name = example.mutation;
    let request = format!("{name}-{what}");
    let query = format!(
        "mutation($input: {input_type}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"
    );
    let token = (!example.by_visitor).then(|| app.admin_token());
    let answer = app.request(&request, token, &query, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{request}: {answer:#}");
    (answer["data"][name]["userErrors"].clone(), app.audit_trail(json!({ "requestId": request })).await)
}

fn kinds(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["kind"].as_str().expect("a kind")).collect()
}

fn check(example: &Example, entries: &[Value]) {
    let name = example.mutation;
    let main = entries.iter().find(|entry| entry["kind"] == example.kind);
    let main = main.unwrap_or_else(|| panic!("{name} left no {}, but {:?}", example.kind, kinds(entries)));
    for entry in entries {
        let origin = &entry["origin"];
        assert_eq!(
            (&origin["address"], &origin["userAgent"]),
            (&json!(CLIENT), &json!(PROGRAM)),
            "{name}: {entry:#}"
        );
        assert_eq!(origin["via"], "SESSION", "{name}: {entry:#}");
        assert!(
            origin["credential"].as_str().is_some_and(|id| id.starts_with("session_")),
            "{name}: {entry:#}"
        );
        let actor = if example.by_visitor { "agent@leadline.example" } else { "admin@leadline.example" };
        assert_eq!(entry["actor"]["email"], actor, "{name}: {entry:#}");
        assert!(entry["subjectId"].is_string(), "{name}: {entry:#}");
    }
    assert_eq!(
        !main["changes"].is_null(),
        example.tells_values,
        "{name}: use Note::created, changed or removed for what changes a row: {main:#}"
    );
}

story! {
    async fn every_mutation_leaves_an_entry(app) {
        let mutations = mutations(&app).await;
        let examples = examples(&app).await;
        for name in mutations.keys() {
            assert!(
                examples.iter().any(|example| example.mutation == name),
                "`{name}` has no example: add one to tests/it/audit/examples.rs, so that it is seen to leave an entry in \
                 the audit trail (ARCHITECTURE.md, \"Every write leaves an entry\")"
            );
        }
        for example in &examples {
            let name = example.mutation;
            let (input_type, rehearses) = mutations.get(name).unwrap_or_else(|| panic!("there is no mutation `{name}`"));
            let (errors, entries) = send(&app, example, input_type, &example.refused, "refused").await;
            assert_ne!(errors, json!([]), "{name} must be refused");
            assert_eq!(kinds(&entries), example.refused_kind.as_slice(), "{name}, refused");
            if *rehearses {
                let mut input = example.input.clone();
                input["dryRun"] = json!(true);
                let (errors, entries) = send(&app, example, input_type, &input, "dry").await;
                assert_eq!((errors, entries), (json!([]), Vec::new()), "{name}, as a dry run");
            }
            let (errors, entries) = send(&app, example, input_type, &example.input, "real").await;
            assert_eq!(errors, json!([]), "{name}");
            check(example, &entries);
        }
    }
}
