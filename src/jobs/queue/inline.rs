//! A queue in memory: jobs wait until a test takes them out.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Job, Keyed, Lane};

/// Jobs in memory. Clones are the same queue.
#[derive(Clone, Debug, Default)]
pub struct Inline(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    keys: HashSet<(Lane, String)>,
    jobs: Vec<Job>,
}

impl Inline {
    pub(super) fn push(&self, jobs: Vec<Keyed>) {
        let mut state = self.state();
        for Keyed { key, job } in jobs {
            if state.keys.insert((job.lane(), key)) {
                state.jobs.push(job);
            }
        }
    }

    pub(super) fn waiting(&self, lane: Lane) -> u64 {
        self.state().jobs.iter().filter(|job| job.lane() == lane).count() as u64
    }

    /// Takes out everything that waits, oldest first.
    pub fn take_all(&self) -> Vec<Job> {
        std::mem::take(&mut self.state().jobs)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
