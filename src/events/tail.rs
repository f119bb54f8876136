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
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
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
    /// Weak: the task holds the sender, so that its end is the end of every subscription.
    entries: Weak<broadcast::Sender<Arc<Entry>>>,
    _task: AbortOnDropHandle<()>,
}

impl Tail {
    /// Hears of every entry from now on.
    ///
    /// Whoever subscribes and *then* reads the log up to its end has missed nothing: what the reader handed out
    /// before is in the log already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn subscribe(&self, db: &Db, bus: &Bus) -> Result<broadcast::Receiver<Arc<Entry>>> {
        if let Some(receiver) = self.running() {
            return Ok(receiver);
        }
        let place = end(db).await?;
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have been faster.
        if let Some(entries) = running.as_ref().and_then(|running| running.entries.upgrade()) {
            return Ok(entries.subscribe());
        }
        let (entries, receiver) = broadcast::channel(BACKLOG);
        let entries = Arc::new(entries);
        let weak = Arc::downgrade(&entries);
        let task = tokio::spawn(follow(db.clone(), bus.listen(), place, entries));
        *running = Some(Running { entries: weak, _task: AbortOnDropHandle::new(task) });
        Ok(receiver)
    }

    fn running(&self) -> Option<broadcast::Receiver<Arc<Entry>>> {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Some(running.as_ref()?.entries.upgrade()?.subscribe())
    }
}

async fn follow(
    db: Db,
    mut wakes: watch::Receiver<u64>,
    mut place: Place,
    entries: Arc<broadcast::Sender<Arc<Entry>>>,
) {
    loop {
        match read(&db, place, BATCH).await {
            Ok(new) => {
                let more = new.len() as u64 == BATCH;
                for entry in new {
                    place = Place::from(&entry);
                    // Nobody may be listening just now.
                    let _ = entries.send(Arc::new(Entry::new(entry)));
                }
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
