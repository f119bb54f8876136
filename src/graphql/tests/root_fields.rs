//! Every root field says what it demands, and nothing answers to those who do not fulfil it.

use std::{collections::BTreeSet, fmt::Write};

use entity::{ApiKeyId, ApiKeyScope, Role, UserId};
use serde_json::{Value, json};

use super::support::{Stage, stages};
use crate::{
    auth::{Actor, ApiKeyUse, Credential, Reach},
    context::Ctx,
    graphql::{
        Api,
        guard::table::{READABLE, ROOTS},
    },
};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/graphql/guard/root_fields.golden");

async fn schema() -> Value {
    let introspection = "{ __schema { types { name fields { name } interfaces { name } } } }";
    serde_json::to_value(Api::new().execute(introspection).await.data).unwrap()["__schema"]["types"].take()
}

fn names(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().into_iter().flatten();
    list.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn every_root_field_and_every_node_has_a_line_in_the_table() {
    let types = schema().await;
    let types = types.as_array().unwrap();
    let mut wrong = String::new();
    let mut compare = |what: &str, there: &BTreeSet<String>, lines: Vec<&str>| {
        let known: BTreeSet<String> = lines.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(known.len(), lines.len(), "{what}: a name has two lines");
        for name in there.difference(&known) {
            writeln!(wrong, "add a line for {what} `{name}`: what does it demand?").unwrap();
        }
        for name in known.difference(there) {
            writeln!(wrong, "remove the line of {what} `{name}`: the schema has none").unwrap();
        }
    };
    for (root, lines) in ROOTS {
        let kind = types.iter().find(|kind| kind["name"] == root).unwrap();
        let lines = lines.iter().map(|(name, _)| *name).collect();
        compare(&format!("the field of {root}"), &names(&kind["fields"]), lines);
    }
    let is_node = |kind: &&Value| names(&kind["interfaces"]).contains("Node");
    let nodes = types.iter().filter(is_node).map(|kind| kind["name"].as_str().unwrap().to_owned()).collect();
    compare("the node", &nodes, READABLE.iter().map(|(name, _)| *name).collect());
    assert!(wrong.is_empty(), "in src/graphql/guard/table.rs:\n{wrong}");
}

#[test]
fn the_list_is_the_one_that_was_looked_at() {
    let mut list =
        String::from("What each root field demands, and what an API key needs to read an object.\n");
    for (root, lines) in ROOTS {
        writeln!(list, "\n{root}").unwrap();
        for (name, demand) in lines {
            writeln!(list, "  {name:28}  {demand}").unwrap();
        }
    }
    list.push_str("\nObjects\n");
    for (name, keys) in READABLE {
        writeln!(list, "  {name:28}  {keys}").unwrap();
    }
    if std::env::var("LEADLINE_UPDATE_ROOT_FIELDS").is_ok() {
        std::fs::write(GOLDEN, &list).unwrap();
    }
    let golden = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    assert!(
        golden == list,
        "root_fields.golden differs: run this test with LEADLINE_UPDATE_ROOT_FIELDS=1, and look at the diff:\n{list}"
    );
}

fn with_key(stage: &Stage, scopes: &[ApiKeyScope]) -> Ctx {
    let id: UserId = stage.cx.actor.user_id().unwrap();
    let key = ApiKeyUse { id: ApiKeyId(id.0), scopes: scopes.to_vec() };
    let actor = Actor::known_by(id, Role::Admin, Reach::default(), Credential::ApiKey(key));
    Ctx { actor, ..stage.cx.clone() }
}

async fn answer(stage: &Stage, cx: &Ctx, document: &str) -> Value {
    serde_json::to_value(stage.execute(cx, document, Value::Null).await).unwrap()
}

fn refusal(answer: &Value) -> (&str, &str) {
    let error = &answer["errors"][0];
    assert!(error.is_object(), "{answer:#}");
    (error["extensions"]["code"].as_str().unwrap(), error["message"].as_str().unwrap())
}

#[tokio::test]
async fn a_visitor_is_sent_away_from_all_but_the_public_fields() {
    let stage = stages().await.remove(0);
    for document in ["{ leadStatuses { status } }", "{ lead(id: \"x\") { id } }", "{ nodes(ids: []) { id } }"]
    {
        let answer = stage.execute_as_visitor(document, Value::Null).await;
        assert_eq!(refusal(&answer).0, "UNAUTHENTICATED", "{answer:#}");
    }
    // A field that can be absent is, alone.
    let two = stage.execute_as_visitor("{ lead(id: \"x\") { id } __typename }", Value::Null).await;
    assert_eq!(two["data"], json!({ "lead": null, "__typename": "Query" }));
    assert_eq!(two["errors"][0]["path"], json!(["lead"]));
    let stream = stage.schema.execute_stream("subscription { a: leadEvents { kind } }");
    let refused: Vec<_> = futures::StreamExt::collect(stream).await;
    let refused = serde_json::to_value(&refused).unwrap();
    assert_eq!(refusal(&refused[0]).0, "UNAUTHENTICATED");
    assert_eq!(refused[0]["errors"][0]["path"], json!(["a"]));
    assert_eq!(refused.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_role_that_is_too_low_is_told_in_the_payload() {
    let stage = stages().await.remove(0);
    let agent = Actor::user(stage.cx.actor.user_id().unwrap(), Role::Agent);
    let agent = Ctx { actor: agent, ..stage.cx.clone() };
    let sweep = "mutation { a: runStaleSweep(input: { clientMutationId: \"7\" }) { __typename ...P } }
        fragment P on RunStaleSweepPayload { clientMutationId report { warned } leads { step } userErrors { c: code field } }";
    let told = answer(&stage, &agent, sweep).await;
    assert_eq!(
        told["data"]["a"],
        json!({ "__typename": "RunStaleSweepPayload", "clientMutationId": "7", "report": null, "leads": [],
                "userErrors": [{ "c": "FORBIDDEN", "field": ["input"] }] }),
        "{told:#}"
    );
}

#[tokio::test]
async fn an_api_key_reads_and_writes_what_its_scopes_name() {
    use ApiKeyScope::{LeadsCreate, LeadsRead, LeadsWrite, OrganisationRead};
    let stage = stages().await.remove(0);
    let lead = stage.lead("Bauer", |_| ()).await.id;
    let user = stage.cx.actor.user_id().unwrap();
    let create = |selection: &str| {
        format!(
            "mutation {{ createLead(input: {{ email: \"zoe@prospect.example\" }}) {{ {selection} userErrors {{ code }} }} }}"
        )
    };
    let cases: &[(&[ApiKeyScope], String, Result<(), &str>)] = &[
        (&[LeadsRead], "{ leads { totalCount edges { node { assignee { name } } } } }".into(), Ok(())),
        (
            &[LeadsRead],
            create("lead { id }"),
            Err("`createLead` needs an API key with the scope LEADS_CREATE or LEADS_WRITE"),
        ),
        (
            &[LeadsCreate],
            create("lead { id ...R }") + " fragment R on Lead { number version __typename }",
            Ok(()),
        ),
        (
            &[LeadsCreate],
            create("lead { email }"),
            Err(
                "reading `Lead` needs an API key with the scope LEADS_READ; without it, ask for its `id`, `number` and `version` alone",
            ),
        ),
        (
            &[LeadsCreate],
            create("lead { id ... on Node { ... on Lead { assignee { id } } } }"),
            Err("reading `Lead` needs"),
        ),
        (
            &[LeadsCreate],
            create("... on CreateLeadPayload { communications { subject } }"),
            Err("reading `Communication` needs"),
        ),
        (
            &[LeadsCreate],
            "{ leads { totalCount } }".into(),
            Err("`leads` needs an API key with the scope LEADS_READ"),
        ),
        (&[LeadsCreate], format!("{{ node(id: \"{lead}\") {{ id }} }}"), Err("`node` needs")),
        (&[LeadsCreate, LeadsRead], create("lead { email }"), Ok(())),
        (
            &[LeadsWrite],
            "mutation { deleteLead(input: { id: \"x\" }) { lead { version } userErrors { code } } }".into(),
            Ok(()),
        ),
        (&[OrganisationRead], "{ leads { totalCount } }".into(), Err("`leads` needs")),
        (&[OrganisationRead], "{ viewer { name } }".into(), Ok(())),
        (&[OrganisationRead], format!("{{ node(id: \"{user}\") {{ id ... on User {{ name }} }} }}"), Ok(())),
        (&[OrganisationRead], format!("{{ node(id: \"{lead}\") {{ id }} }}"), Err("reading `Lead` needs")),
        (
            &[OrganisationRead],
            format!("{{ node(id: \"{lead}\") {{ ... on Lead {{ id }} }} }}"),
            Err("reading `Lead` needs"),
        ),
        (
            &[OrganisationRead],
            "mutation { runStaleSweep(input: {}) { report { warned } } }".into(),
            Err("`runStaleSweep` needs an API key with the scope ADMINISTRATION"),
        ),
        (&[], "{ viewer { name } }".into(), Err("`viewer` needs")),
        (&[], "{ __typename }".into(), Ok(())),
    ];
    for (scopes, document, expected) in cases {
        let told = answer(&stage, &with_key(&stage, scopes), document).await;
        match expected {
            Ok(()) => assert!(told["errors"].is_null(), "{scopes:?} {document}: {told:#}"),
            Err(message) => {
                let (code, text) = refusal(&told);
                assert_eq!(code, "FORBIDDEN", "{scopes:?} {document}: {told:#}");
                assert!(text.starts_with(message), "{scopes:?} {document}: {text}");
            }
        }
    }
    // Nothing was written by what was refused.
    assert_eq!(stage.ask("{ leads { totalCount } }", Value::Null).await["leads"]["totalCount"], 3);
}
