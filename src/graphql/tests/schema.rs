//! The promise itself: what is committed is what is served, and all of it is described.

use serde_json::Value;

use crate::graphql::{Api, sdl};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    if std::env::var("LEADLINE_UPDATE_SCHEMA").is_ok() {
        std::fs::write(COMMITTED, sdl()).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == sdl(),
        "schema.graphql differs from the schema: run this test with LEADLINE_UPDATE_SCHEMA=1, and look at the diff"
    );
}

#[tokio::test]
async fn everything_is_described() {
    let introspection = r"{ __schema { types {
        name kind description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description }
        enumValues(includeDeprecated: true) { name description }
        specifiedByURL
    } } }";
    let response = Api::new().execute(introspection).await;
    let data = serde_json::to_value(response.data).unwrap();
    let mut silent = Vec::new();
    let mut note = |path: String, thing: &Value| {
        if thing["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
            silent.push(path);
        }
    };
    let list = |thing: &Value| thing.as_array().cloned().unwrap_or_default();
    for kind in list(&data["__schema"]["types"]) {
        let name = kind["name"].as_str().unwrap();
        let is_built_in = ["Int", "Float", "String", "Boolean", "ID"].contains(&name);
        if name.starts_with("__") || is_built_in {
            continue;
        }
        note(name.to_owned(), &kind);
        for field in
            list(&kind["fields"]).iter().chain(&list(&kind["inputFields"])).chain(&list(&kind["enumValues"]))
        {
            let path = format!("{name}.{}", field["name"].as_str().unwrap());
            note(path.clone(), field);
            for argument in list(&field["args"]) {
                note(format!("{path}({})", argument["name"].as_str().unwrap()), &argument);
            }
        }
        assert!(
            kind["kind"] != "SCALAR" || kind["specifiedByURL"].is_string(),
            "{name} says not by what it is specified"
        );
    }
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}
