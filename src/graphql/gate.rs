//! When loaders load: as soon as the request has asked for everything that it can ask for, and not before.
//!
//! The library's loaders wait for a fixed time, a millisecond, and load what was asked for by then. On a busy machine
//! a page of fifty leads takes longer to ask, and one statement becomes many; on an idle one, every level of a query
//! waits for nothing. A request asks while it is polled: so loads wait until that poll has ended.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use async_graphql::runtime::Timer;
use futures::future::BoxFuture;
use tokio::sync::Notify;

/// Shut while the request is polled. Clones are the same gate.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    asking: AtomicBool,
    open: Notify,
}

impl Gate {
    /// Runs the request, shutting the gate each time it is polled.
    pub fn around<F: Future>(&self, request: F) -> Around<F> {
        Around { request: Box::pin(request), gate: self.clone() }
    }

    fn set(&self, asking: bool) {
        self.0.asking.store(asking, Ordering::SeqCst);
        if !asking {
            self.0.open.notify_waiters();
        }
    }
}

impl Timer for Gate {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        let gate = self.clone();
        Box::pin(async move {
            loop {
                let mut open = pin!(gate.0.open.notified());
                // Listening first, then looking: an opening in between is not missed.
                open.as_mut().enable();
                if !gate.0.asking.load(Ordering::SeqCst) {
                    return;
                }
                open.await;
            }
        })
    }
}

/// A request with its gate.
pub struct Around<F> {
    request: Pin<Box<F>>,
    gate: Gate,
}

impl<F: Future> Future for Around<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.gate.set(true);
        let poll = self.request.as_mut().poll(cx);
        self.gate.set(false);
        poll
    }
}

impl<F> Drop for Around<F> {
    fn drop(&mut self) {
        self.gate.set(false);
    }
}
