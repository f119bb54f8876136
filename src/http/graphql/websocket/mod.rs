//! `graphql-transport-ws`, as <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md> has it.
//!
//! One task serves one socket: it reads, runs the operations and writes, in turn. A client that does not read
//! therefore stops its own operations, not the server, and is sent off after a while.

mod connection;
mod message;

use axum::{
    extract::ws::{CloseFrame, WebSocketUpgrade},
    response::Response,
};

use tracing::Instrument;

use super::{post::MAX_BODY, run::Caller};
use crate::http::{App, metrics};
use connection::Connection;

/// The only protocol that is spoken; its predecessor, called `graphql-ws`, is not.
const PROTOCOL: &str = "graphql-transport-ws";

/// Why a socket is closed: the codes of the protocol, and those of every `WebSocket` (RFC 6455, section 7.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    /// The server stops.
    GoingAway,
    /// The client did not answer pings, or did not read.
    Silent,
    /// A fault of ours.
    Internal,
    /// The server has too much to do.
    TryAgain,
    /// The client sent what is no message.
    BadMessage(&'static str),
    /// `subscribe` before `connection_init` was answered.
    Unauthorized,
    /// The token does not hold, or has expired.
    Forbidden,
    /// The client offered no protocol that is spoken.
    WrongProtocol,
    /// No `connection_init` in time.
    InitTimeout,
    /// The id is in use.
    DuplicateId,
    /// A second `connection_init`.
    SecondInit,
    /// What came is no WebSocket frame.
    BadFrame,
    /// Text that is not UTF-8.
    NotUtf8,
    /// A message larger than a request may be.
    TooBig,
}

impl Close {
    fn frame(self) -> CloseFrame {
        let (code, reason) = match self {
            Self::GoingAway => (1001, "Going away"),
            Self::BadFrame => (1002, "Protocol error"),
            Self::NotUtf8 => (1007, "Invalid UTF-8"),
            Self::TooBig => (1009, "Message too big"),
            Self::TryAgain => (1013, "Try again later"),
            Self::Silent => (3008, "Timeout"),
            Self::Internal => (4500, "Internal server error"),
            Self::BadMessage(reason) => (4400, reason),
            Self::Unauthorized => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::WrongProtocol => (4406, "Subprotocol not acceptable"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::DuplicateId => (4409, "Subscriber already exists"),
            Self::SecondInit => (4429, "Too many initialisation requests"),
        };
        CloseFrame { code, reason: reason.into() }
    }
}

/// What a socket reads and writes at once. The library's own, 128 KiB of each, would be most of what an idle socket costs.
const BUFFER: usize = 4 * 1024;

/// Opens a WebSocket.
pub fn open(app: App, caller: Caller, upgrade: WebSocketUpgrade) -> Response {
    let sockets = app.connections.clone();
    let span = tracing::Span::current();
    let upgrade = upgrade.protocols([PROTOCOL]).max_message_size(MAX_BODY).max_frame_size(MAX_BODY);
    upgrade.read_buffer_size(BUFFER).write_buffer_size(BUFFER).on_upgrade(move |socket| {
        sockets.track_future(async move {
            let _counted = metrics::Running::socket();
            Connection::new(app, caller, socket).serve().instrument(span).await;
        })
    })
}
