//! Keeps a part of the worker running: what ends by itself is started again.

use std::time::Duration;

use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::error::Result;

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// One that ran this long was well: its next end is a new story.
const WELL: Duration = Duration::from_mins(1);

/// Runs a part until it ends after `stop`. Ending before, failing or panicking is logged, and it is started anew after
/// a pause that grows.
pub(super) async fn keep_running<F, Fut>(part: &'static str, stop: CancellationToken, start: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<()>> + Send + 'static,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let begun = tokio::time::Instant::now();
        let ended = AbortOnDropHandle::new(tokio::spawn(start())).await;
        if stop.is_cancelled() {
            return;
        }
        if begun.elapsed() > WELL {
            pause = FIRST_PAUSE;
        }
        let why = match ended {
            Ok(Ok(())) => "it returned".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it panicked".to_owned(),
        };
        tracing::error!(
            part,
            why,
            pause_ms = pause.as_millis(),
            "a part of the worker ended and is started again"
        );
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
