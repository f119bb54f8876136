//! A WebSocket that stays open from case to case, and is opened again when the server closes it.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

pub struct Socket {
    url: String,
    token: String,
    stream: Option<Stream>,
    asked: u64,
}

impl Socket {
    pub fn new(address: &str, token: &str) -> Self {
        Self { url: format!("ws://{address}/graphql"), token: token.to_owned(), stream: None, asked: 0 }
    }

    /// The first message about an operation with this document; a subscription that is silent is let be.
    pub async fn ask(&mut self, document: &str) -> Result<Value, String> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.open().await.map_err(|error| format!("NO SOCKET: {error}"))?,
        };
        self.asked += 1;
        let id = self.asked.to_string();
        let subscribe = json!({ "type": "subscribe", "id": id, "payload": { "query": document } });
        stream.send(Message::text(subscribe.to_string())).await.map_err(|error| error.to_string())?;
        let silence = Duration::from_secs(if document.contains("subscription") { 1 } else { 20 });
        loop {
            let Ok(message) = tokio::time::timeout(silence, stream.next()).await else {
                let complete = json!({ "type": "complete", "id": id });
                stream.send(Message::text(complete.to_string())).await.map_err(|error| error.to_string())?;
                self.stream = Some(stream);
                return if silence.as_secs() == 1 {
                    Ok(json!({ "type": "silent" }))
                } else {
                    Err("NO ANSWER".into())
                };
            };
            match message {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
                    if message["id"] == id.as_str() {
                        self.stream = Some(stream);
                        return Ok(message);
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map_or(0, |frame| u16::from(frame.code));
                    return Err(format!("closed {code}"));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.to_string()),
                None => return Err("CONNECTION LOST".into()),
            }
        }
    }

    async fn open(&self) -> Result<Stream, tokio_tungstenite::tungstenite::Error> {
        let mut request = self.url.as_str().into_client_request()?;
        request
            .headers_mut()
            .insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        let (mut stream, _) = connect_async(request).await?;
        let init = json!({ "type": "connection_init", "payload": { "accessToken": self.token } });
        stream.send(Message::text(init.to_string())).await?;
        stream.next().await;
        Ok(stream)
    }
}
