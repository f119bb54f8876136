//! Tasks that loaders start end with their request.

use std::sync::{Mutex, PoisonError};

use futures::task::{FutureObj, Spawn, SpawnError};
use tokio::task::JoinSet;

use crate::db::Tie;

/// The tasks of one request: dropping it ends them, and the statements that they wait for.
#[derive(Default)]
pub struct Tasks(Mutex<JoinSet<()>>);

impl Spawn for Tasks {
    fn spawn_obj(&self, task: FutureObj<'static, ()>) -> Result<(), SpawnError> {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A subscription lives for days: what has ended must not pile up.
        while tasks.try_join_next().is_some() {}
        match Tie::current() {
            Some(tie) => tasks.spawn(tie.hold(task)),
            None => tasks.spawn(task),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use futures::task::SpawnExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn tasks_end_with_their_request() {
        let tasks = Tasks::default();
        let (held, ended) = oneshot::channel::<()>();
        tasks
            .spawn(async move {
                let _held = held;
                std::future::pending::<()>().await;
            })
            .unwrap();
        drop(tasks);
        assert!(ended.await.is_err(), "what the task held is dropped");
    }
}
