//! GraphQL over plain HTTP.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, header},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::{Server, code, get, post, text};
use crate::db::Db;

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

#[tokio::test]
async fn answers_in_the_accepted_type() {
    let server = Server::new().await;
    for (accept, content_type) in [(GRAPHQL, GRAPHQL), (JSON, JSON), ("*/*", JSON)] {
        let request = post(accept).body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap();
        let response = server.send(request).await;
        assert_eq!(response.status(), 200);
        let found = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        assert_eq!(found, format!("{content_type}; charset=utf-8"));
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        assert_eq!(text(response).await, r#"{"data":{"hello":"world"}}"#);
    }
    let request = post("text/html").body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap();
    assert_eq!(server.send(request).await.status(), 406);
}

#[tokio::test]
async fn the_status_tells_how_a_request_fared() {
    let server = Server::new().await;
    for (body, status, expected) in [
        (json!({"query": "{"}), 400, "GRAPHQL_PARSE_FAILED"),
        (json!({"query": "{ nothing }"}), 400, "GRAPHQL_VALIDATION_FAILED"),
        (json!({"query": "query ($n: Int!) { echo(number: $n) }"}), 400, "BAD_REQUEST"),
        (
            json!({"query": "query ($n: Int!) { echo(number: $n) }", "variables": {"n": "x"}}),
            400,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({"query": "query A { hello } query B { hello }"}), 400, "BAD_REQUEST"),
        (json!({"query": "subscription { count(to: 1) }"}), 400, "BAD_REQUEST"),
        (json!({"query": "{ who }"}), 200, "UNAUTHENTICATED"),
        (json!({"query": "{ leaks }"}), 200, "INTERNAL"),
        (json!({"query": "{ mustNotFail }"}), 200, "INTERNAL"),
    ] {
        let (found, answer) = server.post(body.clone()).await;
        assert_eq!((found, code(&answer)), (status, expected), "{body} {answer}");
        assert_eq!(answer.get("data").is_some(), status == 200, "{answer}");
        assert!(!answer.to_string().contains("12345"), "{answer}");
        // Old clients read nothing but 200.
        assert_eq!(server.post_as(JSON, body).await.0, 200);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_read_is_400_in_any_type() {
    let server = Server::new().await;
    for body in ["", "{", "{}", r#"{"query":7}"#, r#"{"query":"{a}","variables":"x"}"#] {
        let response = server.send(post(JSON).body(Body::from(body)).unwrap()).await;
        assert_eq!(response.status(), 400, "{body}");
        let answer: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(code(&answer), "BAD_REQUEST");
    }
}

#[tokio::test]
async fn what_a_form_can_send_is_refused() {
    let server = Server::new().await;
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=utf-16",
    ] {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, content_type);
        let response = server.send(request.body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap()).await;
        assert_eq!(response.status(), 415, "{content_type}");
    }
    let without = Request::post("/graphql").body(Body::from(r#"{"query":"{ hello }"}"#)).unwrap();
    assert_eq!(server.send(without).await.status(), 415);
}

#[tokio::test]
async fn large_and_deep_is_refused() {
    let server = Server::new().await;
    let body = format!(r#"{{"query":"{{ hello }}","x":"{}"}}"#, "x".repeat(1024 * 1024));
    let response = server.send(post(JSON).body(Body::from(body)).unwrap()).await;
    assert_eq!(response.status(), 413);

    let deep = format!("{{ echo(number: {}1{}) }}", "[".repeat(2_000), "]".repeat(2_000));
    let long = format!("{{ {} }}", "hello ".repeat(6_000));
    let nested = format!("{{ {} hello {} }}", "nested {".repeat(100), "}".repeat(100));
    for query in [deep, long, nested] {
        let (status, answer) = server.post(json!({"query": query})).await;
        assert_eq!((status, code(&answer)), (400, "DOCUMENT_TOO_COMPLEX"));
    }
}

#[tokio::test]
async fn batches_are_answered_in_order() {
    let server = Server::new().await;
    let batch = json!([{"query": "{ hello }"}, {"query": "{ x }"}, {"query": "mutation { bump }"}]);
    let (status, answers) = server.post(batch).await;
    assert_eq!(status, 200);
    assert_eq!(answers[0], json!({"data": {"hello": "world"}}));
    assert_eq!(code(&answers[1]), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(answers[2], json!({"data": {"bump": 1}}));
    assert_eq!(server.post(Value::Array(vec![json!({"query": "{ hello }"}); 11])).await.0, 400);
}

#[tokio::test]
async fn get_is_for_queries() {
    let server = Server::new().await;
    let response = server
        .send(get("/graphql?query=query+Q(%24n:Int!)%7Becho(number:%24n)%7D&variables=%7B%22n%22:3%7D&operationName=Q"))
        .await;
    assert_eq!(response.status(), 200);
    assert_eq!(text(response).await, r#"{"data":{"echo":3}}"#);
    let mutation = server.send(get("/graphql?query=mutation%7Bbump%7D")).await;
    assert_eq!(mutation.status(), 405);
    assert_eq!(mutation.headers()[header::ALLOW], "POST");
    let put = server.send(Request::put("/graphql").body(Body::empty()).unwrap()).await;
    assert_eq!((put.status().as_u16(), put.headers()[header::ALLOW].to_str().unwrap()), (405, "GET, POST"));
}

#[tokio::test]
async fn the_token_says_who_acts() {
    let server = Server::new().await;
    let who = |authorization: &str| {
        let request = post(GRAPHQL).header(header::AUTHORIZATION, authorization);
        let request = request.header("x-request-id", "abc-1").header("idempotency-key", "k");
        request.body(Body::from(r#"{"query":"{ who visitor }"}"#)).unwrap()
    };
    let response = server.send(who(&format!("bearer {}", server.token))).await;
    assert_eq!(response.headers()["x-request-id"], "abc-1");
    assert_eq!(text(response).await, r#"{"data":{"who":"true abc-1 k","visitor":true}}"#);
    for bad in ["Bearer nonsense", "Basic eDp5", "Bearer", ""] {
        let response = server.send(who(bad)).await;
        assert_eq!(response.status(), 401, "{bad}");
        assert!(response.headers().contains_key(header::WWW_AUTHENTICATE));
        let answer: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(code(&answer), "UNAUTHENTICATED");
    }
    server.clock.advance(chrono::TimeDelta::minutes(61));
    assert_eq!(server.send(who(&format!("Bearer {}", server.token))).await.status(), 401);
}

#[tokio::test]
async fn panics_and_slowness_are_told_from_faults_of_the_caller() {
    let mut server = Server::new().await;
    let request = post(GRAPHQL).body(Body::from(r#"{"query":"{ panics }"}"#)).unwrap();
    let response = server.send(request).await;
    assert_eq!(response.status(), 500);
    assert!(response.headers().contains_key("x-request-id"));
    let answer = text(response).await;
    assert!(answer.contains("INTERNAL") && !answer.contains("secret"), "{answer}");

    server.app.limits.operation_time = Duration::from_millis(50);
    let (status, answer) = server.post(json!({"query": "{ slow }"})).await;
    assert_eq!((status, code(&answer)), (504, "TIMEOUT"));
}

#[tokio::test]
async fn what_takes_too_long_is_ended_in_the_database_too() {
    for mut server in Server::on_each_database().await {
        let mut database = server.app.config.database.clone();
        database.max_connections = 1;
        server.app.db = Db::connect(&database, None).await.unwrap();
        server.app.limits.operation_time = Duration::from_millis(300);
        let (status, answer) = server.post(json!({"query": "{ endless }"})).await;
        assert_eq!((status, code(&answer)), (504, "TIMEOUT"));
        // The pool has one connection: who comes next finds it free.
        let next = server.app.db.conn().execute_unprepared("select 1");
        timeout(Duration::from_secs(20), next).await.expect("a free connection").unwrap();
    }
}
