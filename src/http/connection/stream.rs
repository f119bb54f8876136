//! The bytes of a connection: who sends some is heard, and who does not take any is cut off.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::activity::Activity;

/// A stream that notes what comes, and fails when what goes is not taken.
pub struct Watched<S, P> {
    stream: S,
    activity: Arc<Activity>,
    patience: Duration,
    /// Runs while the client does not take what it is sent.
    stuck: Option<Pin<Box<Sleep>>>,
    /// One of those that this server holds.
    _place: P,
}

impl<S, P> Watched<S, P> {
    /// Watches a stream.
    pub fn new(stream: S, activity: Arc<Activity>, patience: Duration, place: P) -> Self {
        Self { stream, activity, patience, stuck: None, _place: place }
    }

    fn unless_stuck<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.stuck = None;
            return poll;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stuck.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin, P: Unpin> AsyncRead for Watched<S, P> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.activity.heard();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin, P: Unpin> AsyncWrite for Watched<S, P> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.unless_stuck(cx, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.unless_stuck(cx, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_flush(cx);
        self.unless_stuck(cx, poll)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_shutdown(cx);
        self.unless_stuck(cx, poll)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
        sync::{OwnedSemaphorePermit, Semaphore},
        time::Instant,
    };

    use super::*;

    async fn watched(room: &Arc<Semaphore>) -> (Watched<DuplexStream, OwnedSemaphorePermit>, DuplexStream) {
        let (ours, theirs) = duplex(16);
        let activity = Arc::new(Activity::new(Duration::from_secs(1), Duration::from_secs(1)));
        let place = room.clone().acquire_owned().await.unwrap();
        (Watched::new(ours, activity, Duration::from_secs(30), place), theirs)
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_cut_off() {
        let room = Arc::new(Semaphore::new(1));
        let (mut ours, _theirs) = watched(&room).await;
        let began = Instant::now();
        let error = ours.write_all(&[0; 100]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 30);
        drop(ours);
        assert_eq!(room.available_permits(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_little_by_little_is_not() {
        let room = Arc::new(Semaphore::new(1));
        let (mut ours, mut theirs) = watched(&room).await;
        let slow_reader = async {
            let mut byte = [0; 4];
            for _ in 0..25 {
                tokio::time::sleep(Duration::from_secs(20)).await;
                theirs.read_exact(&mut byte).await.unwrap();
            }
        };
        let (written, ()) = tokio::join!(ours.write_all(&[0; 100]), slow_reader);
        written.unwrap();
    }
}
