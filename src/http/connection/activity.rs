//! What a connection is doing, and whether it takes too long.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    http::Version,
};
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, sleep_until};

/// What a connection is doing. It may answer for ever (streams do), but not dawdle over a header, nor be idle for long.
pub struct Activity {
    head_time: Duration,
    idle_time: Duration,
    state: Mutex<State>,
}

struct State {
    phase: Phase,
    since: Instant,
    /// Several requests at a time, and words between them that are no requests.
    is_http2: bool,
}

enum Phase {
    /// A header is on its way, or the first byte is waited for.
    Head,
    /// So many requests are being answered.
    Answering(usize),
    /// Nothing.
    Idle,
}

impl Activity {
    /// A new connection.
    pub fn new(head_time: Duration, idle_time: Duration) -> Self {
        let state = State { phase: Phase::Head, since: Instant::now(), is_http2: false };
        Self { head_time, idle_time, state: Mutex::new(state) }
    }

    /// A request is whole: as long as the result lives, it is being answered.
    pub fn begin(self: &Arc<Self>, version: Version) -> Running {
        let mut state = self.state();
        state.is_http2 = version == Version::HTTP_2;
        state.phase = match state.phase {
            Phase::Answering(others) => Phase::Answering(others + 1),
            Phase::Head | Phase::Idle => Phase::Answering(1),
        };
        Running(self.clone())
    }

    /// Bytes came.
    pub fn heard(&self) {
        let mut state = self.state();
        if matches!(state.phase, Phase::Idle) && !state.is_http2 {
            state.phase = Phase::Head;
            state.since = Instant::now();
        }
    }

    /// Returns when the client took too long.
    pub async fn overdue(&self) {
        loop {
            let now = Instant::now();
            let look_again = now + self.head_time;
            let deadline = {
                let state = self.state();
                match state.phase {
                    Phase::Head => state.since + self.head_time,
                    Phase::Idle => state.since + self.idle_time,
                    Phase::Answering(_) => look_again,
                }
            };
            if deadline <= now {
                return;
            }
            // No phase that begins meanwhile can be overdue before the next look.
            sleep_until(deadline.min(look_again)).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered.
pub struct Running(Arc<Activity>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.0.state();
        match state.phase {
            Phase::Answering(all) if all > 1 => state.phase = Phase::Answering(all - 1),
            _ => {
                state.phase = Phase::Idle;
                state.since = Instant::now();
            }
        }
    }
}

/// The body of an answer, which is being given until it is dropped.
pub struct Answering {
    body: Body,
    _running: Running,
}

impl Answering {
    /// A body.
    pub fn new(body: Body, running: Running) -> Self {
        Self { body, _running: running }
    }
}

impl HttpBody for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{advance, timeout};

    use super::*;

    const HEAD: Duration = Duration::from_secs(10);
    const IDLE: Duration = Duration::from_secs(75);

    /// Seconds until it is overdue, if it ever is.
    async fn overdue_after(activity: &Activity) -> Option<u64> {
        let began = Instant::now();
        timeout(Duration::from_hours(1), activity.overdue()).await.ok().map(|()| began.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn each_phase_has_its_time() {
        let activity = Arc::new(Activity::new(HEAD, IDLE));
        assert_eq!(overdue_after(&activity).await, Some(10), "no first request");

        let (first, second) = (activity.begin(Version::HTTP_11), activity.begin(Version::HTTP_11));
        assert_eq!(overdue_after(&activity).await, None, "answering");
        drop(first);
        assert_eq!(overdue_after(&activity).await, None, "still answering");
        drop(second);
        assert_eq!(overdue_after(&activity).await, Some(75), "idle");

        drop(activity.begin(Version::HTTP_11));
        advance(Duration::from_secs(70)).await;
        activity.heard();
        advance(Duration::from_secs(4)).await;
        activity.heard();
        assert_eq!(overdue_after(&activity).await, Some(6), "a header that does not end");
    }

    #[tokio::test(start_paused = true)]
    async fn pings_of_http2_are_no_headers() {
        let activity = Arc::new(Activity::new(HEAD, IDLE));
        drop(activity.begin(Version::HTTP_2));
        advance(Duration::from_secs(20)).await;
        activity.heard();
        assert_eq!(overdue_after(&activity).await, Some(55));
    }
}
