//! Running the server, and ending it in order.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_util::{
    sync::CancellationToken,
    task::{AbortOnDropHandle, TaskTracker},
};

use super::{
    App,
    connection::Door,
    metrics,
    places::{Place, Places},
    router,
    tls::Tls,
};

/// What running requests get to finish.
const GRACE: Duration = Duration::from_secs(10);
/// Between the foldings of what metrics collected: without them memory grows until somebody reads `/metrics`.
const UPKEEP: Duration = Duration::from_secs(5);
/// Between looks for a new certificate.
const RENEWAL: Duration = Duration::from_mins(1);
/// Before the next try when the system has no room for another connection.
const BREATH: Duration = Duration::from_secs(1);
/// A client whose system acknowledges nothing for so long is gone.
const GONE: Duration = Duration::from_secs(30);

/// Serves until `shutdown` is cancelled: then takes no more connections, ends streams and sockets at once, and
/// lets running requests finish for at most ten seconds.
///
/// # Errors
/// The certificate cannot be used.
pub async fn serve(mut app: App, listener: TcpListener, shutdown: CancellationToken) -> io::Result<()> {
    app.shutdown = shutdown.clone();
    let tls = app.config.http.tls.as_ref().map(Tls::load).transpose()?;
    let sockets = app.connections.clone();
    let places = Places::new(&app.limits, app.rates.clone());
    let _upkeep = AbortOnDropHandle::new(tokio::spawn(metrics::upkeep(app.metrics.clone(), UPKEEP)));
    let _forgetting = AbortOnDropHandle::new(tokio::spawn(app.rates.clone().upkeep(UPKEEP)));
    let _renewal = tls.clone().map(|tls| AbortOnDropHandle::new(tokio::spawn(tls.keep_fresh(RENEWAL))));
    let cut = CancellationToken::new();
    let door =
        Door { limits: app.limits, router: router(app), tls, shutdown: shutdown.clone(), cut: cut.clone() };

    let connections = TaskTracker::new();
    while let Some((stream, peer, place)) = shutdown.run_until_cancelled(next(&listener, &places)).await {
        connections.spawn(door.clone().serve(stream, peer, place));
    }
    drop((listener, door));
    connections.close();
    if timeout(GRACE, connections.wait()).await.is_err() {
        tracing::warn!("requests that did not finish in time were cut off");
        cut.cancel();
    }
    sockets.close();
    // A socket whose client does not read cannot be closed in order.
    let _ = timeout(Duration::from_secs(1), sockets.wait()).await;
    Ok(())
}

/// The next connection, as soon as there is room for it: until then it waits with the system.
async fn next(listener: &TcpListener, places: &Places) -> (TcpStream, SocketAddr, Place) {
    loop {
        let free = places.free().await;
        match listener.accept().await {
            Ok((stream, peer)) => match places.take(free, peer.ip()) {
                Some(place) => {
                    give_up_when_gone(&stream);
                    return (stream, peer, place);
                }
                // Closed without a word: a word would have to wait for a reader.
                None => metrics::too_many_connections(),
            },
            Err(error) if is_of_the_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken; are there too many open files?");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}

/// Lets the system end a connection whose client has vanished: it would try for a quarter of an hour, and what is sent
/// meanwhile fits into its buffers, so that the process sees nothing of it. Clients that are there but do not read are
/// [`connection`](super::connection)'s.
#[cfg(target_os = "linux")]
fn give_up_when_gone(connection: &TcpStream) {
    let _ = socket2::SockRef::from(connection).set_tcp_user_timeout(Some(GONE));
}

/// Other systems have limits of their own.
#[cfg(not(target_os = "linux"))]
fn give_up_when_gone(_: &TcpStream) {
    let _ = GONE;
}
