//! Wakes those who wait: subscriptions, and the relay that hands mail to the workers.

use tokio::sync::watch;

/// Wakes everybody who listens, in this process. Clones share their listeners.
///
/// What was committed here is told apart from what was committed elsewhere, so that the [bridge](super::bridge)
/// does not send back what it received.
#[derive(Clone, Debug)]
pub struct Bus {
    all: watch::Sender<u64>,
    here: watch::Sender<u64>,
}

impl Default for Bus {
    fn default() -> Self {
        Self { all: watch::Sender::new(0), here: watch::Sender::new(0) }
    }
}

impl Bus {
    /// Something was committed. A hint: it may be missed, and may come for nothing.
    pub fn wake(&self) {
        count_up(&self.all);
        count_up(&self.here);
    }

    /// Something was committed by another process.
    pub fn wake_from_elsewhere(&self) {
        count_up(&self.all);
    }

    /// Hears of wakes from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.all.subscribe()
    }

    /// Hears of what is committed in this process from now on.
    pub(super) fn listen_here(&self) -> watch::Receiver<u64> {
        self.here.subscribe()
    }
}

fn count_up(sender: &watch::Sender<u64>) {
    sender.send_modify(|count| *count = count.wrapping_add(1));
}
