//! `graphql-transport-ws`: operations on a socket.

use std::time::Duration;

use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::{
    socket_client::Client,
    support::{Server, code},
};

#[tokio::test]
async fn operations_run_side_by_side() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    client.subscribe("a", "subscription { count(to: 2) }").await;
    for expected in [
        json!({"type": "next", "id": "a", "payload": {"data": {"count": 1}}}),
        json!({"type": "next", "id": "a", "payload": {"data": {"count": 2}}}),
        json!({"type": "complete", "id": "a"}),
    ] {
        assert_eq!(client.hear().await, expected);
    }
    // The id is free again, and queries run here as well.
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.hear().await["payload"]["data"]["hello"], "world");
    assert_eq!(client.hear().await["type"], "complete");
    client.say(json!({"type": "ping", "payload": {"x": 1}})).await;
    assert_eq!(client.hear().await, json!({"type": "pong", "payload": {"x": 1}}));
    client.send(Message::Ping(b"frame".to_vec().into())).await;
    assert_eq!(client.message().await, Message::Pong(b"frame".to_vec().into()));

    client.subscribe("b", "subscription { forever }").await;
    assert_eq!(client.hear().await["id"], "b");
    client.say(json!({"type": "complete", "id": "b"})).await;
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
    client.0.close(None).await.unwrap();
}

#[tokio::test]
async fn words_about_what_is_over_are_ignored() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::open(address).await;
    client.say(json!({"type": "complete", "id": "never"})).await;
    client.say(json!({"type": "pong"})).await;
    client.say(json!({"type": "pong", "payload": {"at": 1}})).await;
    client.say(json!({"type": "connection_init", "payload": {"accessToken": server.token}})).await;
    assert_eq!(client.hear().await, json!({"type": "connection_ack"}));
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.hear().await["type"], "next");
    assert_eq!(client.hear().await["type"], "complete");
    client.say(json!({"type": "complete", "id": "a"})).await;
    // What was stopped before it was ready says nothing any more.
    client.subscribe("slow", "{ slow }").await;
    client.say(json!({"type": "complete", "id": "slow"})).await;
    client.subscribe("slow", "{ hello }").await;
    assert_eq!(client.hear().await["payload"], json!({"data": {"hello": "world"}}));
    assert_eq!(client.hear().await["type"], "complete");
    client.say(json!({"type": "ping"})).await;
    assert_eq!(client.hear().await, json!({"type": "pong"}));
}

#[tokio::test]
async fn what_cannot_be_run_is_an_error_of_its_own() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    for (query, expected) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { forever count(to: 1) }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ... { forever } }", "GRAPHQL_VALIDATION_FAILED"),
        (&*format!("{{ a(b: {}) }}", "[".repeat(3_000)), "DOCUMENT_TOO_COMPLEX"),
    ] {
        client.subscribe("x", query).await;
        let message = client.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("x")));
        assert_eq!(code(&json!({ "errors": message["payload"] })), expected);
    }
}

#[tokio::test]
async fn who_asks_for_too_much_is_told_so() {
    let mut server = Server::with(|config| {
        config.http.rate_limits.user_points = 3;
        config.http.rate_limits.user_points_per_second = 1;
        config.http.rate_limits.failures_per_minute = 2;
    })
    .await;
    server.app.graphql = std::sync::Arc::new(crate::graphql::Api::new());
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    // More than there is takes all of it: starting costs, what comes of it does not.
    client.subscribe("a", "subscription { leadEvents { kind lead { number name email } } }").await;
    client.subscribe("b", "{ leads(first: 10) { edges { node { number } } } }").await;
    let message = client.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("b")), "{message}");
    assert_eq!(code(&json!({ "errors": message["payload"] })), "RATE_LIMITED");
    assert!(message["payload"][0]["extensions"]["retryAfter"].as_u64().is_some(), "{message}");
    // Failures count here as well.
    for expected in ["GRAPHQL_PARSE_FAILED", "GRAPHQL_PARSE_FAILED", "RATE_LIMITED"] {
        client.subscribe("c", "{").await;
        let message = client.hear().await;
        assert_eq!(code(&json!({ "errors": message["payload"] })), expected);
    }
}

#[tokio::test]
async fn one_operation_too_many_is_refused_and_the_others_go_on() {
    let mut server = Server::new().await;
    server.app.limits.operations_per_socket = 2;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    for id in ["a", "b"] {
        client.subscribe(id, "subscription { forever }").await;
        assert_eq!(client.hear().await["id"], id);
    }
    client.subscribe("c", "{ hello }").await;
    let message = client.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("c")));
    assert_eq!(code(&json!({ "errors": message["payload"] })), "TOO_MANY_OPERATIONS");
    client.say(json!({"type": "complete", "id": "a"})).await;
    client.subscribe("c", "{ hello }").await;
    assert_eq!(client.hear().await["payload"]["data"]["hello"], "world");
}

#[tokio::test]
async fn who_may_come_in() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut by_header = Client::open_as(address, "graphql-transport-ws", Some(&server.token)).await.unwrap();
    by_header.say(json!({"type": "connection_init"})).await;
    assert_eq!(by_header.hear().await["type"], "connection_ack");
    for key in ["authorization", "Authorization"] {
        let mut by_payload = Client::open(address).await;
        let payload = json!({ key: format!("Bearer {}", server.token) });
        by_payload.say(json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(by_payload.hear().await["type"], "connection_ack");
    }
    assert_eq!(Client::open_as(address, "graphql-transport-ws", Some("bad")).await.err(), Some(401));
}

#[tokio::test]
async fn who_leaves_is_forgotten_at_once() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut leaving = Client::welcome(&server, address).await;
    leaving.subscribe("a", "subscription { forever }").await;
    leaving.hear().await;
    drop(leaving);
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
}
