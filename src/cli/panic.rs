//! What a panic looks like: one line for people, in the log when there is one.

use std::panic::{PanicHookInfo, set_hook};

/// Replaces Rust's own report.
pub fn install_hook() {
    set_hook(Box::new(|panic| {
        let text = text(panic);
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let trace = std::backtrace::Backtrace::capture();
        if tracing::dispatcher::has_been_set() {
            tracing::error!(panic = text, place, "something that cannot happen did");
        } else {
            super::output::remark(format_args!(
                "error: something that cannot happen did, at {place}: {text}"
            ));
        }
        match trace.status() {
            std::backtrace::BacktraceStatus::Captured => super::output::remark(trace),
            _ => super::output::remark("please report this, with the output under RUST_BACKTRACE=1"),
        }
    }));
}

fn text<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    panic.payload_as_str().unwrap_or("no text")
}
