//! Running the server, and ending it in order.

use std::{future::IntoFuture, io, time::Duration};

use axum::serve::ListenerExt;
use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{App, metrics, router};

/// What running requests get to finish.
const GRACE: Duration = Duration::from_secs(10);
/// Between the foldings of what metrics collected: without them memory grows until somebody reads `/metrics`.
const UPKEEP: Duration = Duration::from_secs(5);

/// A client that takes nothing for so long is gone, or does not read.
const STALLED: Duration = Duration::from_secs(30);

/// Serves until `shutdown` is cancelled: then takes no more connections, ends streams and sockets at once, and
/// lets running requests finish for at most ten seconds.
///
/// # Errors
/// The listener failed.
pub async fn serve(mut app: App, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
    app.shutdown = shutdown.clone();
    let connections = app.connections.clone();
    let upkeep = tokio::spawn(metrics::upkeep(app.metrics.clone(), UPKEEP));
    let listener = listener.tap_io(|connection| {
        // Small events must not wait for more of them.
        let _ = connection.set_nodelay(true);
        give_up_when_stalled(connection);
    });
    let server = axum::serve(listener, router(app))
        .with_graceful_shutdown(shutdown.clone().cancelled_owned())
        .into_future();
    let too_late = async {
        shutdown.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let result = tokio::select! {
        result = server => result,
        () = too_late => {
            tracing::warn!("requests that did not finish in time were cut off");
            Ok(())
        }
    };
    connections.close();
    // A socket whose client does not read cannot be closed in order.
    let _ = timeout(Duration::from_secs(1), connections.wait()).await;
    upkeep.abort();
    result
}

/// Lets the system end a connection whose client takes nothing of what is sent. Nothing in the process would notice: a
/// stream is only asked for more when there is room, and a client that vanished is tried for a quarter of an hour.
#[cfg(target_os = "linux")]
fn give_up_when_stalled(connection: &TcpStream) {
    let _ = socket2::SockRef::from(connection).set_tcp_user_timeout(Some(STALLED));
}

/// Other systems have limits of their own.
#[cfg(not(target_os = "linux"))]
fn give_up_when_stalled(_: &TcpStream) {
    let _ = STALLED;
}
