//! Every mutation of the schema leaves an entry that says who did it, from where, to what, and what it changed; a dry run
//! and a refused one leave none. Where it is otherwise, its example says why.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::examples::{Example, Leaves, Refused, examples};
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

/// What an example is sent with.
struct Sender<'a> {
    app: &'a App,
    example: &'a Example,
    input_type: &'a str,
}

impl Sender<'_> {
    /// Sends it as a request with a name of its own, and returns the answer and the entries that it left.
    async fn answer(&self, token: Option<&str>, input: &Value, what: &str) -> (Value, Vec<Value>) {
        let (name, input_type) = (&self.example.mutation, self.input_type);
        let request = format!("{name}-{what}");
        let query = format!(
            "mutation($input: {input_type}!) {{ {name}(input: $input) {{ userErrors {{ code message }} }} }}"
        );
        let answer = self.app.request(&request, token, &query, json!({ "input": input })).await;
        let entries = self.app.audit_trail(json!({ "requestId": request })).await;
        for entry in &entries {
            let origin = &entry["origin"];
            let from = (&origin["address"], &origin["userAgent"]);
            assert_eq!(from, (&json!(CLIENT), &json!(PROGRAM)), "{request}: {entry:#}");
        }
        (answer, entries)
    }

    /// The same by who sends the example: its user errors, and the entries that it left.
    async fn send(&self, input: &Value, what: &str) -> (Value, Vec<Value>) {
        let (answer, entries) = self.answer(self.example.by.token(self.app), input, what).await;
        let name = &self.example.mutation;
        assert!(answer.get("errors").is_none(), "{name}, {what}: {answer:#}");
        (answer["data"][name.as_str()]["userErrors"].clone(), entries)
    }

    /// It is refused, and leaves what it says.
    async fn is_refused(&self) {
        let name = &self.example.mutation;
        match &self.example.refused {
            Refused::Input(input) => {
                let (errors, entries) = self.send(input, "refused").await;
                assert_ne!(errors, json!([]), "{name} must be refused");
                assert_eq!(kinds(&entries), [""; 0], "{name}, refused");
            }
            Refused::Noted(input, kind) => {
                let (errors, entries) = self.send(input, "refused").await;
                assert_ne!(errors, json!([]), "{name} must be refused");
                assert_eq!(kinds(&entries), [*kind], "{name}, refused");
                assert!(entries[0]["subjectId"].is_string(), "{name}, refused: {entries:#?}");
                let who = self.example.by.token(self.app).map(|_| self.example.by.email());
                assert_eq!(entries[0]["actor"]["email"].as_str(), who, "{name}, refused: {entries:#?}");
            }
            Refused::WithoutToken => {
                let (answer, entries) = self.answer(None, &self.example.input, "refused").await;
                let code = &answer["errors"][0]["extensions"]["code"];
                assert_eq!(code, "UNAUTHENTICATED", "{name}, without a token: {answer:#}");
                assert_eq!(kinds(&entries), [""; 0], "{name}, refused");
            }
            Refused::InSilence { input, why } => {
                let (errors, entries) = self.send(input, "refused").await;
                assert_eq!((errors, kinds(&entries)), (json!([]), Vec::new()), "{name}: {why}");
            }
        }
    }

    /// It changes something, and leaves what it says.
    async fn leaves(&self) {
        let name = &self.example.mutation;
        let (errors, entries) = self.send(&self.example.input, "real").await;
        assert_eq!(errors, json!([]), "{name}");
        match &self.example.leaves {
            Leaves::Entry { kind, tells_values, via } => self.check(kind, *tells_values, via, &entries),
            Leaves::EntryLater { why, .. } | Leaves::Nothing { why } => {
                assert_eq!(kinds(&entries), [""; 0], "{name}: {why}");
            }
        }
    }

    fn check(&self, kind: &str, tells_values: bool, via: &str, entries: &[Value]) {
        let name = &self.example.mutation;
        let main = entries.iter().find(|entry| entry["kind"] == kind);
        let main = main.unwrap_or_else(|| panic!("{name} left no {kind}, but {:?}", kinds(entries)));
        for entry in entries {
            let origin = &entry["origin"];
            assert_eq!(origin["via"], via, "{name}: {entry:#}");
            let session = origin["credential"].as_str().is_some_and(|id| id.starts_with("session_"));
            assert_eq!(session, via == "SESSION", "{name}: {entry:#}");
            assert_eq!(entry["actor"]["email"], self.example.by.email(), "{name}: {entry:#}");
            assert!(entry["subjectId"].is_string(), "{name}: {entry:#}");
        }
        assert_eq!(
            !main["changes"].is_null(),
            tells_values,
            "{name}: use Note::created, changed or removed for what changes a row: {main:#}"
        );
    }
}

fn kinds(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["kind"].as_str().expect("a kind")).collect()
}

async fn tell_of(app: &App, example: &Example, input_type: &str, rehearses: bool) {
    let (name, sender) = (&example.mutation, Sender { app, example, input_type });
    sender.is_refused().await;
    if rehearses {
        let mut input = example.input.clone();
        input["dryRun"] = json!(true);
        let (errors, entries) = sender.send(&input, "dry").await;
        assert_eq!((errors, kinds(&entries)), (json!([]), Vec::new()), "{name}, as a dry run");
    }
    sender.leaves().await;
    if let Leaves::EntryLater { kind, .. } = &example.leaves {
        app.run_jobs().await;
        let entries = app.audit_trail(json!({ "requestId": format!("{name}-real") })).await;
        assert_eq!(kinds(&entries), [*kind], "{name}: when the job has run");
        let from = (&entries[0]["origin"]["via"], &entries[0]["origin"]["address"]);
        assert_eq!(from, (&json!("VISITOR"), &json!(CLIENT)), "{name}: {entries:#?}");
        assert!(entries[0]["subjectId"].is_string(), "{name}: {entries:#?}");
    }
}

story! {
    async fn every_mutation_leaves_an_entry(app) {
        let (app, provider) = app.with_oidc(|_| ()).await;
        let mutations = mutations(&app).await;
        let examples = examples(&app, &provider).await;
        for name in mutations.keys() {
            assert!(
                examples.iter().any(|example| example.mutation == *name),
                "`{name}` has no example: add one to tests/it/audit/examples, so that it is seen to leave an entry in \
                 the audit trail (ARCHITECTURE.md, \"Every write leaves an entry\")"
            );
        }
        for example in &examples {
            let name = &example.mutation;
            let (input_type, rehearses) = mutations.get(name).unwrap_or_else(|| panic!("there is no mutation `{name}`"));
            tell_of(&app, example, input_type, *rehearses).await;
        }
    }
}
