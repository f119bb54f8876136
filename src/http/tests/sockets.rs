//! `graphql-transport-ws`.

use std::{net::SocketAddr, time::Duration};

use chrono::TimeDelta;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::support::{Server, code};

pub struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(address: SocketAddr) -> Self {
        Self::open_as(address, "graphql-transport-ws", None).await.unwrap()
    }

    async fn open_as(address: SocketAddr, protocol: &str, token: Option<&str>) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        if !protocol.is_empty() {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        if let Some(token) = token {
            request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub async fn welcome(server: &Server, address: SocketAddr) -> Self {
        let mut client = Self::open(address).await;
        client.say(json!({"type": "connection_init", "payload": {"accessToken": server.token}})).await;
        assert_eq!(client.hear().await, json!({"type": "connection_ack"}));
        client
    }

    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({"type": "subscribe", "id": id, "payload": {"query": query}})).await;
    }

    async fn message(&mut self) -> Message {
        timeout(Duration::from_secs(30), self.0.next()).await.unwrap().unwrap().unwrap()
    }

    pub async fn hear(&mut self) -> Value {
        serde_json::from_str(self.message().await.to_text().unwrap()).unwrap()
    }

    pub async fn closed(mut self) -> u16 {
        loop {
            match self.message().await {
                Message::Close(frame) => return frame.unwrap().code.into(),
                message => assert!(message.is_text(), "{message}"),
            }
        }
    }
}

#[tokio::test]
async fn operations_run_side_by_side() {
    let server = Server::new().await;
    let (address, stop, task) = server.listen().await;
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

    client.subscribe("b", "subscription { forever }").await;
    assert_eq!(client.hear().await["id"], "b");
    client.say(json!({"type": "complete", "id": "b"})).await;
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();

    stop.cancel();
    assert_eq!(client.closed().await, 1001);
    task.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_cannot_be_run_is_an_error_of_its_own() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut client = Client::welcome(&server, address).await;
    for (query, expected) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (&*format!("{{ a(b: {}) }}", "[".repeat(3_000)), "DOCUMENT_TOO_COMPLEX"),
    ] {
        client.subscribe("x", query).await;
        let message = client.hear().await;
        assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("x")));
        assert_eq!(code(&json!({ "errors": message["payload"] })), expected);
    }
}

#[tokio::test]
async fn the_codes_of_closing() {
    let mut server = Server::new().await;
    server.app.limits.init_time = Duration::from_millis(300);
    server.app.limits.operations_per_socket = 3;
    let (address, ..) = server.listen().await;

    assert_eq!(Client::open(address).await.closed().await, 4408);
    assert_eq!(Client::open_as(address, "", None).await.unwrap().closed().await, 4406);
    for text in ["nonsense", "[]", "{}", r#"{"type":"subscribe"}"#, r#"{"type":"ping","payload":1}"#] {
        let mut client = Client::open(address).await;
        client.0.send(Message::text(text)).await.unwrap();
        assert_eq!(client.closed().await, 4400, "{text}");
    }
    let mut client = Client::open(address).await;
    client.0.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(client.closed().await, 4400);

    let mut client = Client::open(address).await;
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.closed().await, 4401);

    for payload in [
        json!({}),
        json!({"accessToken": "bad"}),
        json!({"Authorization": "Basic x"}),
        json!({"authorization": 1}),
    ] {
        let mut client = Client::open(address).await;
        client.say(json!({"type": "connection_init", "payload": payload})).await;
        assert_eq!(client.closed().await, 4403, "{payload}");
    }

    let mut client = Client::welcome(&server, address).await;
    client.say(json!({"type": "connection_init"})).await;
    assert_eq!(client.closed().await, 4429);

    let mut client = Client::welcome(&server, address).await;
    client.subscribe("a", "subscription { forever }").await;
    client.subscribe("a", "{ hello }").await;
    assert_eq!(client.closed().await, 4409);

    let mut client = Client::welcome(&server, address).await;
    for id in ["a", "b", "c", "d"] {
        client.subscribe(id, "subscription { forever }").await;
    }
    assert_eq!(client.closed().await, 4429);
}

#[tokio::test]
async fn a_socket_lives_as_long_as_the_sign_in() {
    let server = Server::new().await;
    let (address, ..) = server.listen().await;
    let mut by_header = Client::open_as(address, "graphql-transport-ws", Some(&server.token)).await.unwrap();
    by_header.say(json!({"type": "connection_init"})).await;
    assert_eq!(by_header.hear().await["type"], "connection_ack");
    let mut by_payload = Client::open(address).await;
    let authorization = format!("Bearer {}", server.token);
    by_payload.say(json!({"type": "connection_init", "payload": {"authorization": authorization}})).await;
    assert_eq!(by_payload.hear().await["type"], "connection_ack");
    assert_eq!(Client::open_as(address, "graphql-transport-ws", Some("bad")).await.err(), Some(401));

    by_header.subscribe("a", "subscription { forever }").await;
    by_header.hear().await;
    server.clock.advance(TimeDelta::minutes(61));
    assert_eq!(by_header.closed().await, 4403);
    assert_eq!(by_payload.closed().await, 4403);
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
}

#[tokio::test]
async fn who_is_silent_is_sent_off_and_who_leaves_is_forgotten() {
    let mut server = Server::new().await;
    server.app.limits.ping_interval = Duration::from_millis(100);
    let (address, ..) = server.listen().await;
    let mut silent = Client::welcome(&server, address).await;
    assert_eq!(silent.hear().await, json!({"type": "ping"}));
    assert_eq!(silent.closed().await, 3008);

    let mut leaving = Client::welcome(&server, address).await;
    leaving.subscribe("a", "subscription { forever }").await;
    while leaving.hear().await["type"] != "next" {}
    drop(leaving);
    timeout(Duration::from_secs(30), server.dropped.cancelled()).await.unwrap();
}
