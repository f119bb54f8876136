//! When loaders load: as soon as the request has asked for everything that it can ask for, and not before.
//!
//! The library's loaders wait for a fixed time, a millisecond, and load what was asked for by then, in tasks of their
//! own. On a busy machine a page of fifty leads takes longer to ask, and one statement becomes many; on an idle one,
//! every level of a query waits for nothing. And where a request goes on asking for thousands of rows one by one while
//! another thread loads, the two meet at the loaders' locks, in a queue that costs the square of its length: 600 ms
//! instead of 20 were seen. So a request carries its loads itself: they begin when it has come to wait, and go on in
//! its own task.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use async_graphql::runtime::Timer;
use futures::{
    FutureExt, StreamExt,
    future::{self, BoxFuture},
    stream::FuturesUnordered,
    task::{AtomicWaker, FutureObj, Spawn, SpawnError},
};

/// The loads of one request; they end with it. Clones are the same.
#[derive(Clone, Default)]
pub struct Loads(Arc<Inner>);

#[derive(Default)]
struct Inner {
    asked: Mutex<Vec<FutureObj<'static, ()>>>,
    // Here and not with the answer: a subscription goes on with the same loaders when one answer took too long.
    running: Mutex<FuturesUnordered<FutureObj<'static, ()>>>,
    task: AtomicWaker,
}

impl Loads {
    /// Runs the request together with its loads.
    pub fn around<F: Future>(&self, request: F) -> Around<F> {
        let signal = Arc::new(Signal { is_set: AtomicBool::new(true), task: AtomicWaker::new() });
        Around { request: Box::pin(request), waker: signal.clone().into(), signal, loads: self.clone() }
    }

    /// Goes on with what was asked for, until all of it waits.
    fn run(&self, cx: &mut Context<'_>) {
        let mut running = lock(&self.0.running);
        loop {
            running.extend(lock(&self.0.asked).drain(..));
            if !matches!(running.poll_next_unpin(cx), Poll::Ready(Some(()))) && lock(&self.0.asked).is_empty()
            {
                return;
            }
        }
    }
}

impl Spawn for Loads {
    fn spawn_obj(&self, load: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        lock(&self.0.asked).push(load);
        self.0.task.wake();
        Ok(())
    }
}

/// Loads that have begun need not wait any more.
pub struct AtOnce;

impl Timer for AtOnce {
    fn delay(&self, _: Duration) -> BoxFuture<'static, ()> {
        future::ready(()).boxed()
    }
}

/// A request with its loads.
pub struct Around<F> {
    request: Pin<Box<F>>,
    /// Sets the signal.
    waker: Waker,
    signal: Arc<Signal>,
    loads: Loads,
}

impl<F: Future> Future for Around<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.signal.task.register(cx.waker());
        self.loads.0.task.register(cx.waker());
        loop {
            if self.signal.take() {
                let this = &mut *self;
                let answer = this.request.as_mut().poll(&mut Context::from_waker(&this.waker));
                // It only lets others have their turn, and will ask for more.
                if answer.is_ready() || this.signal.is_set() {
                    return answer;
                }
            }
            self.loads.run(cx);
            if !self.signal.is_set() {
                return Poll::Pending;
            }
        }
    }
}

/// Whether the request, apart from its loads, can go on.
struct Signal {
    is_set: AtomicBool,
    task: AtomicWaker,
}

impl Signal {
    fn is_set(&self) -> bool {
        self.is_set.load(Ordering::SeqCst)
    }

    fn take(&self) -> bool {
        self.is_set.swap(false, Ordering::SeqCst)
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_set.store(true, Ordering::SeqCst);
        self.task.wake();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, convert::Infallible};

    use async_graphql::dataloader::{DataLoader, Loader};
    use futures::{future::join_all, task::SpawnExt};
    use tokio::{sync::oneshot, task::yield_now};

    use super::*;

    /// Notes how many keys were loaded each time.
    #[derive(Clone, Default)]
    struct Doubles(Arc<Mutex<Vec<usize>>>);

    impl Loader<u64> for Doubles {
        type Value = u64;
        type Error = Infallible;

        async fn load(&self, keys: &[u64]) -> Result<HashMap<u64, u64>, Infallible> {
            lock(&self.0).push(keys.len());
            // As from a database, on another thread.
            let keys = keys.to_vec();
            let found = tokio::spawn(async move { keys.iter().map(|key| (*key, key * 2)).collect() });
            Ok(found.await.unwrap())
        }
    }

    async fn ask(loaders: &DataLoader<Doubles>, number: u64) -> u64 {
        // Some take a turn or two more than others until they ask.
        let mut turns = number % 3;
        future::poll_fn(|cx| {
            if turns == 0 {
                return Poll::Ready(());
            }
            turns -= 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
        let first = loaders.load_one(number % 700).await.unwrap().unwrap();
        loaders.load_one(first + 1).await.unwrap().unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn thousands_who_ask_one_by_one_are_answered_level_by_level() {
        for _ in 0..20 {
            let (loads, doubles) = (Loads::default(), Doubles::default());
            let loaders = DataLoader::new(doubles.clone(), loads.clone(), AtOnce);
            let request = async move { join_all((0..5_000).map(|number| ask(&loaders, number))).await };
            let answers = tokio::spawn(loads.around(request)).await.unwrap();
            let expected: Vec<_> = (0..5_000).map(|number| ((number % 700) * 2 + 1) * 2).collect();
            assert_eq!(answers, expected);
            assert_eq!(*lock(&doubles.0), [700, 700]);
        }
    }

    #[tokio::test]
    async fn what_a_request_began_ends_with_it() {
        let loads = Loads::default();
        let (held, ended) = oneshot::channel::<()>();
        let mut request = Box::pin(loads.around(future::pending::<()>()));
        loads
            .spawn(async move {
                let _held = held;
                future::pending::<()>().await;
            })
            .unwrap();
        assert!(futures::poll!(&mut request).is_pending());
        drop((loads, request));
        assert!(ended.await.is_err(), "what the load held is dropped");
    }

    #[tokio::test]
    async fn a_load_may_begin_others_and_from_elsewhere() {
        let loads = Loads::default();
        let (done, is_done) = oneshot::channel();
        let (inner, outer) = (loads.clone(), loads.clone());
        let request = tokio::spawn(loads.around(async { is_done.await.unwrap() }));
        let begin = async move {
            inner.spawn(async move { done.send(7).unwrap() }).unwrap();
        };
        yield_now().await;
        tokio::spawn(async move { outer.spawn(begin).unwrap() }).await.unwrap();
        assert_eq!(request.await.unwrap(), 7);
    }
}
