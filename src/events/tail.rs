//! One reader of the log for however many subscribers: it reads each new entry once and hands it to all of them, so
//! that a subscriber who waits costs no SQL.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use entity::event;
use tokio::{
    sync::{OnceCell, broadcast, watch},
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;

use super::{Bus, Place, end, read};
use crate::{db::Db, error::Result};

/// Entries that a slow subscriber may be behind before it is told that it lagged.
const BACKLOG: usize = 1_024;
/// Entries in one read.
const BATCH: u64 = 500;
/// Other processes write too, and their wakes are not heard here.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// An entry on its way to many subscribers, with what they have found out about it.
#[derive(Debug)]
pub struct Entry {
    /// The entry.
    pub event: event::Model,
    answers: Mutex<HashMap<String, Arc<OnceCell<bool>>>>,
}

impl Entry {
    /// An entry about which nothing has been found out.
    pub fn new(event: event::Model) -> Self {
        Self { event, answers: Mutex::default() }
    }

    /// Where it stands in the log.
    pub fn place(&self) -> Place {
        Place::from(&self.event)
    }

    /// The answer to a question: found once, however many ask at the same time.
    ///
    /// # Errors
    /// What finding it returns; then the next one tries again.
    pub async fn remember(&self, question: &str, find: impl AsyncFnOnce() -> Result<bool>) -> Result<bool> {
        let answer = {
            let mut answers = lock(&self.answers);
            match answers.get(question) {
                Some(answer) => answer.clone(),
                None => answers.entry(question.to_owned()).or_default().clone(),
            }
        };
        answer.get_or_try_init(|| find()).await.copied()
    }
}

/// The reader. It starts with the first subscriber and ends when the last clone is dropped.
#[derive(Clone, Debug, Default)]
pub struct Tail(Arc<Mutex<Option<Running>>>);

#[derive(Debug)]
struct Running {
    shared: Weak<Shared>,
    _task: AbortOnDropHandle<()>,
}

/// Only the task holds it for long, so that its end is the end of every subscription.
#[derive(Debug)]
struct Shared {
    entries: broadcast::Sender<Arc<Entry>>,
    /// The last entry that was handed out.
    place: Mutex<Place>,
}

/// What a subscriber hears, and from where on.
pub type Heard = (broadcast::Receiver<Arc<Entry>>, Place);

impl Tail {
    /// Hears of every entry after the place that comes with it. It costs a statement only when nobody was listening yet.
    ///
    /// Whoever wants what came before reads the log up to its end *after* subscribing, and has missed nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn subscribe(&self, db: &Db, bus: &Bus) -> Result<Heard> {
        if let Some(heard) = self.join() {
            return Ok(heard);
        }
        let place = end(db).await?;
        let mut running = lock(&self.0);
        // Somebody else may have been faster.
        if let Some(shared) = running.as_ref().and_then(|running| running.shared.upgrade()) {
            return Ok(shared.join());
        }
        let shared = Arc::new(Shared { entries: broadcast::channel(BACKLOG).0, place: Mutex::new(place) });
        let heard = shared.join();
        let weak = Arc::downgrade(&shared);
        let task = tokio::spawn(follow(db.clone(), bus.listen(), shared));
        *running = Some(Running { shared: weak, _task: AbortOnDropHandle::new(task) });
        Ok(heard)
    }

    fn join(&self) -> Option<Heard> {
        Some(lock(&self.0).as_ref()?.shared.upgrade()?.join())
    }
}

impl Shared {
    fn join(&self) -> Heard {
        let place = lock(&self.place);
        (self.entries.subscribe(), *place)
    }

    fn hand_out(&self, entry: Entry) {
        // Under the lock, so that nobody joins between the two.
        let mut place = lock(&self.place);
        *place = entry.place();
        // Nobody may be listening just now.
        let _ = self.entries.send(Arc::new(entry));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn follow(db: Db, mut wakes: watch::Receiver<u64>, shared: Arc<Shared>) {
    loop {
        let place = *lock(&shared.place);
        match read(&db, place, BATCH).await {
            Ok(new) => {
                let more = new.len() as u64 == BATCH;
                new.into_iter().map(Entry::new).for_each(|entry| shared.hand_out(entry));
                if more {
                    continue;
                }
            }
            Err(error) => tracing::error!(%error, "the event log cannot be read; trying again"),
        }
        // Without a bus there is still the clock.
        if let Ok(Err(_)) = timeout(LOOK_AGAIN, wakes.changed()).await {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}
