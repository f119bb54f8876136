//! One reader of the log for however many subscribers: it reads each new entry once and hands it to those whom it
//! concerns, so that a subscriber who waits costs no SQL.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use entity::LeadId;
use tokio::{
    sync::{broadcast, watch},
    time::timeout,
};
use tokio_util::task::AbortOnDropHandle;

use super::{Bus, Entry, Place, end, read};
use crate::{db::Db, error::Result};

/// Entries that a slow subscriber may be behind before it is told that it lagged.
pub const BACKLOG: usize = 4_096;
/// The same of those who watch one lead: there are many of them, and more than this they find in the log.
const BACKLOG_OF_LEAD: usize = 16;
/// Entries in one read.
const BATCH: u64 = 500;
/// Other processes write too, and their wakes may be missed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// After a wake, an older transaction may still hide what was committed (see [`read`]): it will not take long.
const LOOK_SOON: Duration = Duration::from_millis(10);

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
    everything: broadcast::Sender<Arc<Entry>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The last entry that was handed out.
    place: Place,
    /// Those who watch one lead are not woken for others.
    by_lead: HashMap<LeadId, broadcast::Sender<Arc<Entry>>>,
    /// Size at which `by_lead` is rid of leads that nobody watches any more.
    clear_at: usize,
}

/// What a subscriber hears, and from where on.
pub type Heard = (broadcast::Receiver<Arc<Entry>>, Place);

impl Tail {
    /// Hears of every entry after the place that comes with it, or only of those about one lead. It costs a statement
    /// only when nobody was listening yet.
    ///
    /// Whoever wants what came before reads the log up to its end *after* subscribing, and has missed nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn subscribe(&self, db: &Db, bus: &Bus, about: Option<LeadId>) -> Result<Heard> {
        if let Some(heard) = self.join(about) {
            return Ok(heard);
        }
        let place = end(db).await?;
        let mut running = lock(&self.0);
        // Somebody else may have been faster.
        if let Some(shared) = running.as_ref().and_then(|running| running.shared.upgrade()) {
            return Ok(shared.join(about));
        }
        let state = State { place, by_lead: HashMap::new(), clear_at: 64 };
        let shared = Arc::new(Shared { everything: broadcast::channel(BACKLOG).0, state: Mutex::new(state) });
        let heard = shared.join(about);
        let weak = Arc::downgrade(&shared);
        let task = tokio::spawn(follow(db.clone(), bus.listen(), shared));
        *running = Some(Running { shared: weak, _task: AbortOnDropHandle::new(task) });
        Ok(heard)
    }

    fn join(&self, about: Option<LeadId>) -> Option<Heard> {
        Some(lock(&self.0).as_ref()?.shared.upgrade()?.join(about))
    }
}

impl Shared {
    fn join(&self, about: Option<LeadId>) -> Heard {
        let mut state = lock(&self.state);
        let receiver = match about {
            Some(lead) => state.of_lead(lead).subscribe(),
            None => self.everything.subscribe(),
        };
        (receiver, state.place)
    }

    fn hand_out(&self, entry: Arc<Entry>) {
        // Under the lock, so that nobody joins between the two.
        let mut state = lock(&self.state);
        state.place = entry.place();
        if let Some(lead) = entry.event.lead_id
            && let Some(watchers) = state.by_lead.get(&lead)
            && watchers.send(entry.clone()).is_err()
        {
            state.by_lead.remove(&lead);
        }
        // Nobody may be listening just now.
        let _ = self.everything.send(entry);
    }
}

impl State {
    fn of_lead(&mut self, lead: LeadId) -> &broadcast::Sender<Arc<Entry>> {
        if self.by_lead.len() >= self.clear_at {
            self.by_lead.retain(|_, watchers| watchers.receiver_count() > 0);
            self.clear_at = self.by_lead.len().max(32) * 2;
        }
        self.by_lead.entry(lead).or_insert_with(|| broadcast::channel(BACKLOG_OF_LEAD).0)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn follow(db: Db, mut wakes: watch::Receiver<u64>, shared: Arc<Shared>) {
    let soon = if db.is_sqlite() { LOOK_AGAIN } else { LOOK_SOON };
    let mut pause = soon;
    loop {
        let place = lock(&shared.state).place;
        match read(&db, place, None, BATCH).await {
            Ok(new) => {
                let more = new.len() as u64 == BATCH;
                Entry::together(new).for_each(|entry| shared.hand_out(entry));
                if more {
                    // Let subscribers take them first.
                    tokio::task::yield_now().await;
                    continue;
                }
            }
            Err(error) => tracing::error!(%error, "the event log cannot be read; trying again"),
        }
        match timeout(pause, wakes.changed()).await {
            Ok(Ok(())) => pause = soon,
            // Without a bus there is still the clock.
            Ok(Err(_)) => tokio::time::sleep(LOOK_AGAIN).await,
            Err(_) => pause = (pause * 4).min(LOOK_AGAIN),
        }
    }
}
