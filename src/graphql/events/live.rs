//! What one request's stream is about just now: resolvers share with other subscribers what they find out about it.

use std::{
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    auth::{Actor, viewpoint},
    context::Ctx,
    events::Entry,
};

/// The entry that a stream answers for, and the rule under which its subscriber sees.
///
/// A stream has one field and answers for one entry after the other, so there is never more than one.
#[derive(Debug, Default)]
pub struct Live {
    /// As of a state of what the subscriber reaches.
    viewpoint: Mutex<Option<(i64, Arc<str>)>>,
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
        *lock(&self.in_hand) = Some(InHand { entry: entry.clone(), is_resumable });
    }

    /// Where the stream can be resumed after this answer.
    pub fn cursor(&self) -> Option<String> {
        let in_hand = lock(&self.in_hand);
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
        let entry = lock(&self.in_hand).as_ref().map(|in_hand| in_hand.entry.clone());
        match entry {
            Some(entry) => entry.findings().once((self.viewpoint(cx), question), find).await,
            None => find().await,
        }
    }

    fn viewpoint(&self, cx: &Ctx) -> Arc<str> {
        let as_of = match &cx.actor {
            Actor::User(person) => person.reach().as_of,
            Actor::System => 0,
        };
        let mut kept = lock(&self.viewpoint);
        match &*kept {
            Some((of, viewpoint)) if *of == as_of => viewpoint.clone(),
            _ => {
                let viewpoint: Arc<str> = viewpoint(&cx.actor).into();
                *kept = Some((as_of, viewpoint.clone()));
                viewpoint
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
