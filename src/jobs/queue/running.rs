//! How a worker of apalis is run, and how it ends.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use apalis::prelude::{BoxDynError, Data, WorkerContext, WorkerError};
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Handler, Job};
use crate::error::{Error, Result};

/// How long apalis may take to end. What it has not noted down by then is offered to another worker later, who finds it
/// done.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between looks at one that was told to stop: it sometimes misses the wake that ends it.
const LOOK: Duration = Duration::from_millis(20);

/// The jobs that a worker has in hand, each a task of its own: they go on when apalis no longer does. They end with the
/// last clone.
#[derive(Clone, Debug, Default)]
pub(super) struct InHand(Arc<Mutex<JoinSet<()>>>);

impl InHand {
    /// Takes a job in hand. What is returned ends with it, however it ends.
    fn take(&self, job: impl Future<Output = ()> + Send + 'static) -> oneshot::Receiver<()> {
        let (done, ended) = oneshot::channel();
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while jobs.try_join_next().is_some() {}
        jobs.spawn(
            async move {
                job.await;
                let _ = done.send(());
            }
            .in_current_span(),
        );
        ended
    }

    /// Waits until all have ended.
    async fn finish(&self) {
        let mut jobs = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        while jobs.join_next().await.is_some() {}
    }
}

/// What apalis calls for each job.
pub(super) async fn handle(
    job: Job,
    handler: Data<Handler>,
    in_hand: Data<InHand>,
) -> Result<(), BoxDynError> {
    let Handler(work) = &*handler;
    // One that panicked has ended as well: see the head of `queue`.
    let _ = in_hand.take(work(job)).await;
    Ok(())
}

/// Runs a worker until it is told to stop, and then until it has finished what it has in hand.
pub(super) async fn run(
    worker: impl Future<Output = Result<(), WorkerError>>,
    context: &WorkerContext,
    in_hand: &InHand,
    stop: &CancellationToken,
) -> Result<()> {
    let mut worker = Box::pin(worker);
    tokio::select! {
        ended = &mut worker => {
            let why = ended.err().map(|error| format!(": {error}")).unwrap_or_default();
            return Err(Error::fault(format!("the worker ended by itself{why}")));
        }
        () = stop.cancelled() => {}
    }
    // One that has not started yet cannot be stopped.
    while context.stop().is_err() {
        tokio::select! {
            _ = &mut worker => return Ok(()),
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
    }
    let enough = Instant::now() + PATIENCE;
    let mut ended = None;
    while ended.is_none() && Instant::now() < enough {
        ended = timeout(LOOK, &mut worker).await.ok();
    }
    // Told to stop with jobs in hand, apalis looks no further at the fetch that it is in the middle of. On `SQLite` that
    // one's transaction keeps all others from writing, what is in hand as well, until it goes with the worker.
    drop(worker);
    in_hand.finish().await;
    ended.unwrap_or(Ok(())).map_err(Error::fault)
}
