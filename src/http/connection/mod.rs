//! One connection, from its first byte to its end: HTTP/1 and HTTP/2, with and without TLS.
//!
//! The framework's own `serve` waits for ever: for a first byte, for the rest of a header, for a client that does not
//! read. Here each of these has its time ([`activity`], [`stream`]).

mod activity;
mod stream;

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use tokio::{net::TcpStream, time::timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::{Limits, places::Place, tls::Tls};
use activity::{Activity, Answering};
use stream::Watched;

/// What all connections have in common. Clones are cheap.
#[derive(Clone)]
pub struct Door {
    /// Answers requests.
    pub router: Router,
    /// How long things may take.
    pub limits: Limits,
    /// Speaks TLS, when this server does.
    pub tls: Option<Tls>,
    /// Asks connections to end.
    pub shutdown: CancellationToken,
    /// Ends them.
    pub cut: CancellationToken,
}

impl Door {
    /// Serves one connection until it ends. The place is given back when nothing of it is left, an upgraded socket
    /// included.
    pub async fn serve(self, stream: TcpStream, peer: SocketAddr, place: Place) {
        // Small events must not wait for more of them.
        let _ = stream.set_nodelay(true);
        let cut = self.cut.clone();
        let served = async {
            match self.tls.clone() {
                None => self.talk(stream, peer, place).await,
                Some(tls) => {
                    let handshake = timeout(self.limits.head_time, tls.accept(stream));
                    let stream = tokio::select! {
                        stream = handshake => stream??,
                        () = self.shutdown.cancelled() => return Ok(()),
                    };
                    self.talk(stream, peer, place).await
                }
            }
        };
        tokio::select! {
            result = served => if let Err(error) = result {
                tracing::debug!(error, "a connection was not served to its end");
            },
            () = cut.cancelled() => {}
        }
    }

    async fn talk<S>(self, stream: S, peer: SocketAddr, place: Place) -> Result<(), Fault>
    where
        S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    {
        let Self { router, limits, shutdown, .. } = self;
        let activity = Arc::new(Activity::new(limits.head_time, limits.idle_time));
        let stream = Watched::new(stream, activity.clone(), limits.send_time, place);
        let of_requests = activity.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let running = of_requests.begin(request.version());
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.clone().oneshot(request);
            async move {
                let response = answer.await?;
                Ok::<_, Infallible>(response.map(|body| Answering::new(body, running)))
            }
        });
        let builder = Builder::new(TokioExecutor::new());
        let mut connection = pin!(builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
        tokio::select! {
            result = connection.as_mut() => return result,
            () = shutdown.cancelled() => connection.as_mut().graceful_shutdown(),
            () = activity.overdue() => {
                connection.as_mut().graceful_shutdown();
                // For a last word; who is late with a header gets none.
                return timeout(limits.close_time, connection).await.unwrap_or(Ok(()));
            }
        }
        tokio::select! {
            result = connection.as_mut() => result,
            // Also while the server stops.
            () = activity.overdue() => Ok(()),
        }
    }
}

type Fault = Box<dyn std::error::Error + Send + Sync>;
