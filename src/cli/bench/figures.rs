//! Rates and percentiles.

use std::time::Duration;

use crate::cli::output::say;

/// How many of something in a second.
#[allow(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds
}

/// Prints the rate, the median and the 99th percentile of single durations.
pub fn show(what: &str, mut durations: Vec<Duration>, wall: Duration) {
    durations.sort_unstable();
    let at = |per_cent: usize| {
        let index = (durations.len() * per_cent / 100).min(durations.len().saturating_sub(1));
        durations.get(index).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    say(format_args!(
        "{what}: {:.0}/s, median {:.2} ms, p99 {:.2} ms",
        rate(durations.len(), wall.as_secs_f64()),
        at(50),
        at(99),
    ));
}

/// Runs `count` pieces of work, `at_once` at the same time, and gives the duration of each and of the whole.
pub async fn time<F>(
    count: usize,
    at_once: usize,
    work: impl Fn(usize) -> F,
) -> anyhow::Result<(Vec<Duration>, Duration)>
where
    F: Future<Output = anyhow::Result<()>>,
{
    use futures::{StreamExt, TryStreamExt};
    let started = std::time::Instant::now();
    let timed = |index| {
        let work = work(index);
        async move {
            let started = std::time::Instant::now();
            work.await?;
            anyhow::Ok(started.elapsed())
        }
    };
    let durations =
        futures::stream::iter(0..count).map(timed).buffer_unordered(at_once).try_collect().await?;
    Ok((durations, started.elapsed()))
}
