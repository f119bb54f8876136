//! One subscriber on a socket of its own.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::{Context as _, ensure};
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, sync::mpsc, task::AbortHandle, time::Instant};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

use super::server::Server;

/// Opens the socket, subscribes, and from then on notes when each answer comes.
pub async fn open(
    server: &Server,
    query: &str,
    heard: mpsc::UnboundedSender<Instant>,
    ended: Arc<AtomicUsize>,
) -> anyhow::Result<AbortHandle> {
    let connection = TcpStream::connect(&server.address).await.context("no connection")?;
    let mut request = format!("ws://{}/graphql", server.address).into_client_request()?;
    request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
    let config = WebSocketConfig::default().read_buffer_size(4_096).write_buffer_size(0);
    let (mut socket, _) = client_async_with_config(request, connection, Some(config)).await?;
    say(&mut socket, json!({ "type": "connection_init", "payload": { "accessToken": server.token } }))
        .await?;
    let message = socket.next().await.context("closed")??;
    let ack: Value = serde_json::from_str(message.to_text()?)?;
    ensure!(ack["type"] == "connection_ack", "refused: {message}");
    say(&mut socket, json!({ "type": "subscribe", "id": "1", "payload": { "query": query } })).await?;
    let listening = tokio::spawn(async move {
        let why = listen(socket, &heard).await;
        if ended.fetch_add(1, Ordering::Relaxed) == 0 {
            println!("a socket ended: {why:?}");
        }
    });
    Ok(listening.abort_handle())
}

async fn listen(
    mut socket: WebSocketStream<TcpStream>,
    heard: &mpsc::UnboundedSender<Instant>,
) -> anyhow::Result<()> {
    while let Some(message) = socket.next().await {
        let (message, now) = (message?, Instant::now());
        let text = message.to_text()?;
        if text.starts_with(r#"{"type":"next""#) {
            ensure!(!text.contains(r#""errors""#), "{text}");
            heard.send(now)?;
        } else if text.starts_with(r#"{"type":"ping""#) {
            say(&mut socket, json!({ "type": "pong" })).await?;
        } else {
            anyhow::bail!("{text}");
        }
    }
    anyhow::bail!("closed")
}

async fn say(socket: &mut WebSocketStream<TcpStream>, message: Value) -> anyhow::Result<()> {
    Ok(socket.send(Message::text(message.to_string())).await?)
}
