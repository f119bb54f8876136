//! People and where they belong.

mod absences;
mod collaborations;
mod deactivation;
mod filters;
mod lead_types;
mod members;
mod races;
mod teams;
mod users;

use serde_json::{Value, json};

use crate::support::{App, Someone};

/// The payload of a mutation with these fields, by somebody; by the administrator when nobody is named.
async fn change(app: &App, who: Option<&Someone>, name: &str, input: Value, fields: &str) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {name}(input: $input) {{ {fields} userErrors {{ code message field }} }} }}"
    );
    let variables = json!({ "input": input });
    let data = match who {
        Some(who) => app.asks(who, &query, variables).await,
        None => app.admin(&query, variables).await,
    };
    data[name].clone()
}

/// The same, which must not be refused.
async fn done(app: &App, who: Option<&Someone>, name: &str, input: Value, fields: &str) -> Value {
    let payload = change(app, who, name, input, fields).await;
    assert_eq!(payload["userErrors"], json!([]), "{name}");
    payload
}

/// Why it is refused: the code and the message of the first error, and its field.
async fn refused(app: &App, who: Option<&Someone>, name: &str, input: Value) -> (String, String, String) {
    let payload = change(app, who, name, input, "__typename").await;
    let error = &payload["userErrors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let field = error["field"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(".");
    (text(&error["code"]), text(&error["message"]), field)
}
