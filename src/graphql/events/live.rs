//! What one request's stream is about just now: resolvers share with other subscribers what they find out about it.

use std::{
    hash::Hash,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use crate::{auth::viewpoint, context::Ctx, events::Entry};

/// The entry that a stream answers for, and the rule under which its subscriber sees.
///
/// A stream has one field and answers for one entry after the other, so there is never more than one.
#[derive(Debug, Default)]
pub struct Live {
    viewpoint: OnceLock<Arc<str>>,
    in_hand: Mutex<Option<InHand>>,
}

#[derive(Clone, Debug)]
struct InHand {
    entry: Arc<Entry>,
    is_resumable: bool,
}

impl Live {
    /// From now on, the stream answers for this entry. Of a stream that can be resumed, the answer carries its cursor.
    pub fn take_up(&self, entry: &Arc<Entry>, is_resumable: bool) {
        *self.lock() = Some(InHand { entry: entry.clone(), is_resumable });
    }

    /// Where the stream can be resumed after this answer.
    pub fn cursor(&self) -> Option<String> {
        let in_hand = self.lock();
        in_hand
            .as_ref()
            .filter(|in_hand| in_hand.is_resumable)
            .map(|in_hand| in_hand.entry.place().to_string())
    }

    /// What `find` finds: once for all subscribers under the same rule who answer for the same entry.
    ///
    /// # Errors
    /// What `find` returns.
    pub async fn share<Q, A, E>(
        &self,
        cx: &Ctx,
        question: Q,
        find: impl AsyncFnOnce() -> Result<A, E>,
    ) -> Result<A, E>
    where
        Q: Eq + Hash + Send + 'static,
        A: Clone + Send + Sync + 'static,
    {
        let entry = self.lock().as_ref().map(|in_hand| in_hand.entry.clone());
        match entry {
            Some(entry) => entry.findings().once((self.viewpoint(cx), question), find).await,
            None => find().await,
        }
    }

    fn viewpoint(&self, cx: &Ctx) -> Arc<str> {
        self.viewpoint.get_or_init(|| viewpoint(&cx.actor).into()).clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<InHand>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
