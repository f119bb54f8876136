//! What production does not tell, and to whom it talks.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;

use super::support::{Server, code, get, post, text};
use crate::{config::Environment, graphql};

/// A production server with Leadline's own schema.
async fn production() -> Server {
    let mut server = Server::with(|config| config.env = Environment::Production).await;
    server.app.graphql = Arc::new(graphql::Api::of(server.app.config.env));
    server
}

#[tokio::test]
async fn introspection_is_refused_whoever_asks() {
    let server = production().await;
    for query in [
        "{ __schema { queryType { name } } }",
        "{ __type(name: \"Lead\") { fields { name } } }",
        "query { ...F } fragment F on Query { a: __schema { types { name } } }",
    ] {
        let (status, answer) = server.post(json!({"query": query})).await;
        assert_eq!((status, code(&answer)), (400, "INTROSPECTION_DISABLED"), "{answer}");
        assert!(answer.get("data").is_none(), "{answer}");
    }
    let request = post("text/event-stream").header(header::AUTHORIZATION, format!("Bearer {}", server.token));
    let body = json!({"query": "{ __schema { queryType { name } } }"}).to_string();
    let answer = text(server.send(request.body(Body::from(body)).unwrap()).await).await;
    assert!(answer.contains("INTROSPECTION_DISABLED"), "{answer}");
    let (status, answer) = server.post(json!({"query": "{ __typename }"})).await;
    assert_eq!((status, &answer["data"]["__typename"]), (200, &json!("Query")), "{answer}");
}

/// Each of them makes the library name something else in development.
const MISTAKES: [&str; 12] = [
    "{ lead }",
    "{ leed(id: \"x\") { id } }",
    "{ lead(idd: \"x\") { id } }",
    "{ lead(id: \"x\") { emial assignee } }",
    "{ lead(id: \"x\") { assignee { nam } id { x } } }",
    "{ leads(first: \"many\") { totalCount } }",
    "{ leads(filter: {status: {eq: NOWHERE}}) { totalCount } }",
    "{ leads(filter: {statuss: 1}) { totalCount } }",
    "{ lead(id: \"x\") { ... on User { name } } }",
    "query ($id: String) { lead(id: $id) { id } }",
    "mutation { changeLeadStatus(input: {}) { lead { id } } }",
    "subscription { leadChanged { id } }",
];

#[tokio::test]
async fn an_error_names_nothing_that_was_not_asked_for() {
    let quiet = production().await;
    let mut talkative = 0;
    for query in MISTAKES {
        let (_, answer) = quiet.post(json!({"query": query})).await;
        assert!(matches!(code(&answer), "GRAPHQL_VALIDATION_FAILED" | "BAD_REQUEST"), "{query}: {answer}");
        for error in answer["errors"].as_array().unwrap() {
            let message = error["message"].as_str().unwrap();
            assert!(!message.contains("Did you mean"), "{message}");
            for quoted in
                message.split('"').skip(1).step_by(2).flat_map(|quoted| quoted.split(['.', '!', '[', ']']))
            {
                let common = ["", "…", "Query", "Mutation", "Subscription", "Int", "String", "ID"];
                assert!(common.contains(&quoted) || query.contains(quoted), "{query}: {message}");
            }
            talkative += usize::from(message.contains('…'));
        }
    }
    assert!(talkative > 6, "only {talkative} messages had something to hide: do the mistakes still serve?");
    let variables = json!({"input": {"id": "x", "status": "CONTACTED", "statusReasson": "x"}});
    let query =
        "mutation ($input: ChangeLeadStatusInput!) { changeLeadStatus(input: $input) { lead { id } } }";
    let (_, answer) = quiet.post(json!({"query": query, "variables": variables})).await;
    assert!(answer["errors"][0]["message"].as_str().unwrap().contains("\"statusReasson\""), "{answer}");
}

#[tokio::test]
async fn what_serves_developers_is_gone() {
    let server = production().await;
    for path in [
        "/",
        "/graphiql.js",
        "/graphiql-cdn.js",
        "/graphiql/page.js",
        "/schema.graphql",
        "/dev/mailbox",
        "/dev/mailbox/one.eml",
        "/metrics",
    ] {
        assert_eq!(server.send(get(path)).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn graphiql_comes_to_production_only_when_asked_for_and_does_not_introspect() {
    let server = Server::with(|config| {
        config.env = Environment::Production;
        config.http.graphiql = Some(true);
    })
    .await;
    let page = text(server.send(get("/")).await).await;
    assert!(page.contains("data-introspection=\"off\""), "{page}");
    assert!(!page.contains("/dev/mailbox") && !page.contains("/schema.graphql"), "{page}");
    assert_eq!(server.send(get("/dev/mailbox")).await.status(), 404);
    let without = Server::with(|config| config.http.graphiql = Some(false)).await;
    assert_eq!(without.send(get("/")).await.status(), 404);
}

/// What the server says to a page of this origin.
async fn allowed(env: Environment, origins: &[&str], origin: &str) -> Option<String> {
    let server = Server::with(|config| {
        config.env = env;
        config.http.allowed_origins = origins.iter().map(|&origin| origin.to_owned()).collect();
    })
    .await;
    let request = Request::builder().method(Method::OPTIONS).uri("/graphql").header(header::ORIGIN, origin);
    let request = request.header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST").body(Body::empty()).unwrap();
    let response = server.send(request).await;
    assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    let allowed = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN)?;
    Some(allowed.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn other_origins_are_those_that_were_named() {
    use Environment::{Development, Production};
    const OURS: &str = "https://app.acme.example";
    const THEIRS: &str = "https://evil.example";
    for (env, origins, origin, expected) in [
        (Development, &[][..], THEIRS, Some("*")),
        (Development, &[OURS][..], THEIRS, None),
        (Production, &[][..], OURS, None),
        (Production, &[OURS][..], OURS, Some(OURS)),
        (Production, &[OURS][..], THEIRS, None),
        (Production, &[OURS][..], "null", None),
        (Production, &["*"][..], THEIRS, Some("*")),
    ] {
        assert_eq!(allowed(env, origins, origin).await.as_deref(), expected, "{env:?} {origins:?} {origin}");
    }
}

#[tokio::test]
async fn browsers_are_told_to_come_by_tls_where_all_do() {
    for (env, behind_tls_proxy, told) in [
        (Environment::Production, true, Some("max-age=31536000")),
        (Environment::Production, false, None),
        (Environment::Development, true, None),
    ] {
        let server = Server::with(|config| {
            config.env = env;
            config.http.behind_tls_proxy = behind_tls_proxy;
        })
        .await;
        let response = server.send(get("/healthz")).await;
        let header = response.headers().get(header::STRICT_TRANSPORT_SECURITY);
        assert_eq!(header.map(|value| value.to_str().unwrap()), told, "{env:?} {behind_tls_proxy}");
    }
}
