//! Server-sent events as a browser reads them (HTML, section 9.2): the last id is kept, and said when it comes again.

use std::time::Duration;

use axum::body::Bytes;
use futures::{Stream, StreamExt, stream::BoxStream};
use serde_json::{Value, json};

use super::server::Server;

/// One event.
#[derive(Debug)]
pub struct Event {
    pub name: String,
    pub id: Option<String>,
    pub data: String,
}

impl Event {
    /// The answer in a `next`.
    pub fn answer(&self) -> Value {
        assert_eq!(self.name, "next", "{self:?}");
        serde_json::from_str(&self.data).expect("JSON")
    }
}

/// The events of one response.
pub struct EventStream {
    chunks: BoxStream<'static, Option<Bytes>>,
    buffer: String,
}

impl EventStream {
    pub fn new<E: Send + 'static>(chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static) -> Self {
        Self { chunks: chunks.map(Result::ok).boxed(), buffer: String::new() }
    }

    /// The next event, comments left out; none when the response ends or breaks off.
    pub async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(Duration::from_secs(30), self.read()).await.expect("an event or the end in time")
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.buffer.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.buffer = rest;
                let field = |name: &str| {
                    let mut lines =
                        block.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
                    lines.next().map(|value| value.strip_prefix(' ').unwrap_or(value).to_owned())
                };
                if let Some(name) = field("event") {
                    return Some(Event { name, id: field("id"), data: field("data").unwrap_or_default() });
                }
            }
            self.buffer += std::str::from_utf8(&self.chunks.next().await??).expect("whole characters");
        }
    }
}

/// A client that comes again when the stream breaks off.
pub struct EventSource {
    url: String,
    token: String,
    body: Value,
    last_id: Option<String>,
    stream: Option<EventStream>,
    /// How often it has connected.
    pub connections: usize,
}

impl EventSource {
    pub fn new(server: &Server, query: &str, variables: &Value) -> Self {
        Self {
            url: format!("http://{}/graphql", server.address()),
            token: server.token().to_owned(),
            body: json!({ "query": query, "variables": variables }),
            last_id: None,
            stream: None,
            connections: 0,
        }
    }

    /// The next answer, after however many connections; none when the server says that the stream is complete.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            let Some(stream) = &mut self.stream else {
                self.stream = self.connect().await;
                continue;
            };
            match stream.next().await {
                Some(event) if event.name == "complete" => return None,
                Some(event) => {
                    self.last_id = event.id.clone().or(self.last_id.take());
                    return Some(event.answer());
                }
                None => self.stream = None,
            }
        }
    }

    /// Always the same request, but for the last id.
    async fn connect(&mut self) -> Option<EventStream> {
        let request = reqwest::Client::new()
            .post(&self.url)
            .bearer_auth(&self.token)
            .header("accept", "text/event-stream")
            .json(&self.body);
        let request = match &self.last_id {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let Ok(response) = request.send().await else {
            // Nobody is there yet: a browser waits a little as well.
            tokio::time::sleep(Duration::from_millis(20)).await;
            return None;
        };
        self.connections += 1;
        Some(EventStream::new(response.bytes_stream()))
    }
}
