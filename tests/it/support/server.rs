//! The application on a port, and clients that hold a connection.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use leadline::http;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};
use tokio_util::sync::{CancellationToken, DropGuard};

/// A listening server; it stops when it is dropped.
pub struct Server {
    address: String,
    token: String,
    stop: DropGuard,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub async fn start(app: http::App, token: String) -> Self {
        Self::start_at("127.0.0.1:0", app, token).await
    }

    /// A server where another has been.
    pub async fn start_at(address: &str, app: http::App, token: String) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let address = listener.local_addr().expect("bound").to_string();
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let task = tokio::spawn(async move { http::serve(app, listener, stopped).await });
        Self { address, token, stop: stop.drop_guard(), task }
    }

    /// Stops it in order, and gives its address.
    pub async fn stop(self) -> String {
        drop(self.stop);
        self.task.await.expect("no panic").expect("stopped");
        self.address
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Subscribes over server-sent events.
    pub async fn subscribe(&self, query: &str, variables: Value) -> Events {
        self.subscribe_as(&self.token, query, variables).await
    }

    /// The same for somebody else.
    pub async fn subscribe_as(&self, token: &str, query: &str, variables: Value) -> Events {
        let response = reqwest::Client::new()
            .post(format!("http://{}/graphql", self.address))
            .bearer_auth(token)
            .header("accept", "text/event-stream")
            .json(&json!({ "query": query, "variables": variables }))
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200);
        Events { response, buffer: String::new() }
    }

    /// Subscribes over a WebSocket.
    pub async fn websocket(&self, query: &str, variables: Value) -> Socket {
        let mut request = format!("ws://{}/graphql", self.address).into_client_request().expect("a request");
        let protocol = "graphql-transport-ws".parse().expect("a header");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = tokio_tungstenite::connect_async(request).await.expect("connected");
        let init = json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {}", self.token) } });
        let subscribe =
            json!({ "type": "subscribe", "id": "1", "payload": { "query": query, "variables": variables } });
        for message in [init, subscribe] {
            socket.send(Message::text(message.to_string())).await.expect("sent");
        }
        Socket(socket)
    }
}

/// A stream of server-sent events.
pub struct Events {
    response: reqwest::Response,
    buffer: String,
}

impl Events {
    /// The data of the next event, within ten seconds.
    pub async fn next(&mut self) -> Value {
        tokio::time::timeout(Duration::from_secs(10), self.read()).await.expect("an event within ten seconds")
    }

    /// The data of the next event, if one comes in time.
    pub async fn try_next(&mut self, within: Duration) -> Option<Value> {
        tokio::time::timeout(within, self.read()).await.ok()
    }

    async fn read(&mut self) -> Value {
        loop {
            if let Some((event, rest)) = self.buffer.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.buffer = rest;
                if !event.contains("event: next") && !event.contains("event:next") {
                    continue;
                }
                let data = event.lines().filter_map(|line| line.strip_prefix("data:")).collect::<String>();
                let answer: Value = serde_json::from_str(data.trim()).expect("JSON");
                assert!(answer.get("errors").is_none(), "{answer}");
                return answer["data"].clone();
            }
            let chunk = self.response.chunk().await.expect("a stream").expect("it goes on");
            self.buffer += &String::from_utf8_lossy(&chunk);
        }
    }
}

/// A subscription over a WebSocket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// The data of the next message, if one comes in time.
    pub async fn try_next(&mut self, within: Duration) -> Option<Value> {
        tokio::time::timeout(within, async {
            loop {
                let message = self.0.next().await.expect("open").expect("readable");
                let Message::Text(text) = message else { continue };
                let message: Value = serde_json::from_str(&text).expect("JSON");
                match message["type"].as_str() {
                    Some("next") => return message["payload"]["data"].clone(),
                    Some("connection_ack" | "ping") => {}
                    _ => panic!("{message}"),
                }
            }
        })
        .await
        .ok()
    }
}
