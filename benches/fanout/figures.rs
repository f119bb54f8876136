//! Figures for people.

use std::time::Duration;

/// Median, 99th percentile and maximum.
pub fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |per_mille: usize| {
        let index = (times.len() * per_mille / 1_000).min(times.len().saturating_sub(1));
        times.get(index).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    format!("median {:.1} ms, p99 {:.1} ms, longest {:.1} ms", at(500), at(990), at(1_000))
}

/// Memory that `count` of something took, each, from two readings in kilobytes.
#[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
pub fn each(before: usize, now: usize, count: usize) -> String {
    format!("{:.1} KB", now.saturating_sub(before) as f64 / count.max(1) as f64)
}
