//! One socket, from the handshake to the end.

use std::{future::pending, time::Duration};

use async_graphql::ServerError;
use axum::extract::ws::{Message, WebSocket};
use futures::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};
use serde_json::{Map, Value};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};
use tokio_stream::{StreamMap, StreamNotifyClose};
use tungstenite::error::ProtocolError::ResetWithoutClosingHandshake;

use super::{
    super::{
        errors, persisted, request,
        respond::{self, Body},
        run::{self, Caller},
    },
    Close, PROTOCOL,
    message::{FromClient, ToClient},
};
use crate::{
    auth::reach,
    http::{
        App, Refusal,
        identity::{self, SignedIn, bearer},
        metrics, sign_ins,
    },
};

/// For the closing handshake.
const CLOSE_TIME: Duration = Duration::from_secs(1);

/// A running operation, counted; dropping it stops it.
type Running = StreamNotifyClose<BoxStream<'static, Body>>;

/// One socket.
pub struct Connection {
    app: App,
    /// From the headers of the handshake; `connection_init` may bring another sign-in.
    caller: Caller,
    socket: WebSocket,
    is_welcome: bool,
    /// Ends with the sign-in.
    signed_out: BoxFuture<'static, ()>,
    running: StreamMap<String, Running>,
    heard_at: Instant,
}

impl Connection {
    /// A socket that was just opened.
    pub fn new(app: App, caller: Caller, socket: WebSocket) -> Self {
        Self {
            app,
            caller,
            socket,
            is_welcome: false,
            signed_out: pending().boxed(),
            running: StreamMap::new(),
            heard_at: Instant::now(),
        }
    }

    /// Serves it until one of the two leaves.
    pub async fn serve(mut self) {
        let close = match self.socket.protocol() {
            Some(protocol) if protocol == PROTOCOL => self.talk().await,
            _ => Err(Close::WrongProtocol),
        };
        // What runs ends before the goodbye, not after it.
        self.running = StreamMap::new();
        // After some faults the library reads no more, and whoever is still sending has to be waited for as well.
        let is_readable = !matches!(close, Err(Close::TooBig | Close::BadFrame | Close::NotUtf8));
        if let Err(close) = close {
            tracing::debug!(?close, "closing a WebSocket");
            let _ = timeout(CLOSE_TIME, self.socket.send(Message::Close(Some(close.frame())))).await;
        }
        // Until both have said goodbye: else the other side sees a broken connection instead of the code.
        let _ = timeout(CLOSE_TIME, async {
            while let Some(Ok(_)) = self.socket.recv().await {}
            if !is_readable {
                pending::<()>().await;
            }
        })
        .await;
    }

    /// `Ok` when the client left.
    async fn talk(&mut self) -> Result<(), Close> {
        let init_until = self.heard_at + self.app.limits.init_time;
        let pause = self.app.limits.ping_interval;
        let mut ping = interval_at(self.heard_at + pause, pause);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let shutdown = self.app.shutdown.clone();
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => return Err(Close::GoingAway),
                () = &mut self.signed_out => return Err(Close::Forbidden),
                () = sleep_until(init_until), if !self.is_welcome => return Err(Close::InitTimeout),
                message = self.socket.recv() => match message {
                    None | Some(Ok(Message::Close(_))) => return Ok(()),
                    Some(Err(error)) => return unreadable(error),
                    Some(Ok(message)) => {
                        self.heard_at = Instant::now();
                        self.hear(message).await?;
                    }
                },
                _ = ping.tick() => {
                    if self.heard_at.elapsed() > pause * 2 {
                        return Err(Close::Silent);
                    }
                    self.say(&ToClient::Ping).await?;
                }
                Some((id, body)) = self.running.next() => self.tell(&id, body).await?,
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), Close> {
        let text = match message {
            Message::Text(text) => text,
            Message::Binary(_) => return Err(Close::BadMessage("Invalid message: expected text")),
            // Frames of the WebSocket itself are answered by the library.
            _ => return Ok(()),
        };
        match FromClient::read(&text)? {
            FromClient::Init(_) if self.is_welcome => Err(Close::SecondInit),
            FromClient::Init(payload) => self.welcome(&payload).await,
            FromClient::Ping(payload) => self.say(&ToClient::Pong { payload }).await,
            FromClient::Pong => Ok(()),
            FromClient::Complete { id } => {
                self.running.remove(&id);
                Ok(())
            }
            FromClient::Subscribe { .. } if !self.is_welcome => Err(Close::Unauthorized),
            FromClient::Subscribe { id, .. } if self.running.contains_key(&id) => Err(Close::DuplicateId),
            FromClient::Subscribe { id, payload } => self.start(id, payload).await,
        }
    }

    async fn welcome(&mut self, payload: &Map<String, Value>) -> Result<(), Close> {
        let found = sign_in(&self.app, payload).await;
        if found.is_err() {
            self.app.rates.failed(self.caller.address, errors::UNAUTHENTICATED);
        }
        if let Some(signed_in) = found? {
            self.caller.signed_in = Some(signed_in);
            self.app.key_uses.note(&self.app, &self.caller);
        }
        if self.caller.signed_in.is_none() {
            return Err(Close::Forbidden);
        }
        self.signed_out = sign_ins::ended(&self.app, self.caller.signed_in.as_ref());
        self.is_welcome = true;
        self.say(&ToClient::ConnectionAck).await
    }

    async fn start(&mut self, id: String, payload: Value) -> Result<(), Close> {
        let asked = request::from_value(payload).map_err(|Refusal { message, .. }| {
            tracing::debug!(message, "a subscribe message cannot be read");
            Close::BadMessage("Invalid message: the payload is no GraphQL request")
        })?;
        catch_up(&self.app, self.caller.signed_in.as_ref()).await?;
        let prepared = match self.room().and_then(|()| self.admitted()) {
            Ok(()) => persisted::prepare(&self.app, &self.caller, asked).await,
            Err(error) => Err(error),
        };
        match prepared {
            Ok(operation) => {
                let bodies = run::stream(&self.app, &self.caller, operation);
                let counted = metrics::Running::stream("websocket");
                let bodies = bodies.inspect(move |_| _ = &counted).boxed();
                self.running.insert(id, StreamNotifyClose::new(bodies));
                Ok(())
            }
            Err(error) => {
                let body = run::refused(&self.app, &self.caller, error);
                self.say(&ToClient::Error { id: &id, payload: body.errors() }).await
            }
        }
    }

    /// One operation too many is refused; the others go on.
    fn room(&self) -> Result<(), ServerError> {
        let most = self.app.limits.operations_per_socket;
        if self.running.len() < most {
            return Ok(());
        }
        let message = format!(
            "a socket carries at most {most} operations at the same time: complete one first, or open another socket"
        );
        Err(errors::error(errors::TOO_MANY_OPERATIONS, message, None))
    }

    /// Who failed too often has to wait, here as well.
    fn admitted(&self) -> Result<(), ServerError> {
        self.app.rates.admit(self.caller.address).map_err(|refusal| errors::of_refusal(&refusal))
    }

    /// What comes of an operation: a result, or its end.
    async fn tell(&mut self, id: &str, body: Option<Body>) -> Result<(), Close> {
        match body {
            None => {
                // At once, so that the client may use the id again.
                self.running.remove(id);
                self.say(&ToClient::Complete { id }).await
            }
            Some(body) if body.was_run() => self.say(&ToClient::Next { id, payload: &body }).await,
            Some(body) => {
                self.running.remove(id);
                self.say(&ToClient::Error { id, payload: body.errors() }).await
            }
        }
    }

    async fn say(&mut self, message: &ToClient<'_>) -> Result<(), Close> {
        let text = respond::json(message).ok_or(Close::Internal)?;
        match timeout(self.app.limits.send_time, self.socket.send(Message::Text(text.into()))).await {
            Ok(Ok(())) => Ok(()),
            // The connection is broken, or its client has stopped reading.
            Ok(Err(_)) | Err(_) => Err(Close::Silent),
        }
    }
}

/// What the caller reaches may have changed since the socket was opened.
async fn catch_up(app: &App, signed_in: Option<&SignedIn>) -> Result<(), Close> {
    let Some(signed_in) = signed_in else { return Ok(()) };
    match reach::catch_up(&app.db, &signed_in.actor).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Close::Forbidden),
        Err(error) => {
            tracing::error!(%error, "what a caller reaches cannot be read");
            Err(Close::Internal)
        }
    }
}

/// `Ok` when the client left without a goodbye.
fn unreadable(error: axum::Error) -> Result<(), Close> {
    match error.into_inner().downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Err(Close::TooBig),
        Some(tungstenite::Error::Utf8(_)) => Err(Close::NotUtf8),
        Some(tungstenite::Error::Protocol(fault)) if *fault != ResetWithoutClosingHandshake => {
            Err(Close::BadFrame)
        }
        _ => Ok(()),
    }
}

/// `{"authorization": "Bearer …"}` or `{"accessToken": "…"}`; names of headers are written in any case.
async fn sign_in(app: &App, payload: &Map<String, Value>) -> Result<Option<SignedIn>, Close> {
    let authorization = payload.iter().find(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    let token = match (authorization, payload.get("accessToken")) {
        (Some((_, Value::String(value))), _) => bearer(value).ok_or(Close::Forbidden)?,
        (None, Some(Value::String(token))) => token,
        (None | Some((_, Value::Null)), None | Some(Value::Null)) => return Ok(None),
        _ => return Err(Close::Forbidden),
    };
    let found = identity::of_token(app, token).await;
    found.map(Some).map_err(|refusal| match refusal.code {
        errors::UNAUTHENTICATED => Close::Forbidden,
        errors::OVERLOADED => Close::TryAgain,
        _ => Close::Internal,
    })
}

#[cfg(test)]
mod tests {
    use tungstenite::{
        Error,
        error::{CapacityError, ProtocolError},
    };

    use super::*;

    #[test]
    fn who_goes_without_a_goodbye_did_nothing_wrong_and_is_not_waited_for() {
        let told = |error: Error| unreadable(axum::Error::new(error)).map_err(|close| close.frame().code);
        assert_eq!(told(Error::Protocol(ResetWithoutClosingHandshake)), Ok(()));
        assert_eq!(told(Error::Io(std::io::ErrorKind::ConnectionReset.into())), Ok(()));
        assert_eq!(told(Error::Protocol(ProtocolError::UnmaskedFrameFromClient)), Err(1002));
        assert_eq!(told(Error::Capacity(CapacityError::TooManyHeaders)), Err(1009));
    }
}
