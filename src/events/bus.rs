//! Wakes those who wait: subscriptions, and the relay that hands mail to the workers.

use tokio::sync::watch;

/// Wakes everybody who listens, in this process. Clones share their listeners.
#[derive(Clone, Debug)]
pub struct Bus(watch::Sender<u64>);

impl Default for Bus {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Bus {
    /// Something was committed. A hint: it may be missed, and may come for nothing.
    pub fn wake(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears of wakes from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
