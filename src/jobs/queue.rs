//! The queue between those who know that something is to be done and those who do it. Only this file and what lies
//! under it know apalis.
//!
//! How apalis is used, and why:
//! - A job's handler never fails towards apalis: its retries are immediate or lost. Our rows say when to try again.
//! - Handlers catch time-outs and panics themselves: apalis would leave the job running for ever, or end the worker.
//! - Every start of a worker has a new name: jobs of a name used before are never recovered.
//! - Workers are poked when something is pushed, and look by themselves at an interval: apalis's own heartbeat alone
//!   would take half a minute.

mod inline;
mod postgres;
mod running;
mod sqlite;
mod tables;

use std::{sync::Arc, time::Duration};

use entity::{AccountMailId, CommunicationId};
use futures::future::BoxFuture;
use sea_orm::DbBackend;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{db::Db, error::Result};

pub use inline::Inline;
pub use tables::migrate;

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// Deliver a message.
    Deliver {
        /// Which.
        communication_id: CommunicationId,
        /// The number of the try.
        attempt: i32,
    },
    /// Deliver a mail to a user about their account.
    DeliverAccountMail {
        /// Which.
        account_mail_id: AccountMailId,
        /// The number of the try.
        attempt: i32,
    },
    /// Look for stale leads.
    Sweep {
        /// The key of the run: the work and its time.
        tick: String,
    },
    /// Point out leads that wait for too long.
    Escalate {
        /// The key of the run: the work and its time.
        tick: String,
    },
    /// Bring leads back from hold.
    Resume {
        /// The key of the run: the work and its time.
        tick: String,
    },
}

/// Jobs of one lane do not hold up those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Deliveries.
    Mail,
    /// Scheduled work.
    Schedule,
}

/// A job, with a key: of two with the same key, one is dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed {
    /// The key.
    pub key: String,
    /// The job.
    pub job: Job,
}

/// Does a job. Whatever goes wrong is its own affair.
#[derive(Clone)]
pub struct Handler(pub Arc<dyn Fn(Job) -> BoxFuture<'static, ()> + Send + Sync>);

/// How a lane is worked on.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Jobs at the same time.
    pub concurrency: usize,
    /// How often to look when nothing pokes.
    pub poll: Duration,
}

/// The queue. Clones are the same queue.
#[derive(Clone, Debug)]
pub enum Queue {
    /// In the `SQLite` file.
    Sqlite(Stored),
    /// In the `PostgreSQL` database.
    Postgres(Stored),
    /// In memory, for tests: jobs are taken out by hand.
    Inline(Inline),
}

/// A queue in the database.
#[derive(Clone, Debug)]
pub struct Stored {
    db: Db,
    mail: watch::Sender<u64>,
    schedule: watch::Sender<u64>,
}

impl Job {
    /// Where it queues.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Deliver { .. } | Self::DeliverAccountMail { .. } => Lane::Mail,
            Self::Sweep { .. } | Self::Escalate { .. } | Self::Resume { .. } => Lane::Schedule,
        }
    }
}

impl Lane {
    /// Its name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Schedule => "schedule",
        }
    }
}

impl std::fmt::Debug for Handler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handler")
    }
}

impl Queue {
    /// The queue in this database. Its tables are made by [`migrate`].
    pub fn stored(db: &Db) -> Self {
        let stored = Stored { db: db.clone(), mail: watch::Sender::new(0), schedule: watch::Sender::new(0) };
        match db.backend() {
            DbBackend::Sqlite => Self::Sqlite(stored),
            _ => Self::Postgres(stored),
        }
    }

    /// A queue in memory.
    pub fn inline() -> Self {
        Self::Inline(Inline::default())
    }

    /// Adds jobs of one lane; those whose key is known already are dropped. Pokes the workers of this process.
    ///
    /// # Errors
    /// The database failed; some jobs may have been added.
    pub async fn push(&self, lane: Lane, jobs: Vec<Keyed>) -> Result<()> {
        if jobs.is_empty() {
            return Ok(());
        }
        match self {
            Self::Sqlite(stored) => sqlite::push(&stored.db, lane, jobs).await?,
            Self::Postgres(stored) => postgres::push(&stored.db, lane, jobs).await?,
            Self::Inline(inline) => inline.push(jobs),
        }
        self.poke(lane);
        Ok(())
    }

    /// Lets the workers of this process look for jobs now.
    pub fn poke(&self, lane: Lane) {
        if let Self::Sqlite(stored) | Self::Postgres(stored) = self {
            stored.pokes(lane).send_modify(|count| *count = count.wrapping_add(1));
        }
    }

    /// Jobs that no worker has fetched yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting(&self, lane: Lane) -> Result<u64> {
        match self {
            Self::Sqlite(stored) | Self::Postgres(stored) => tables::waiting(&stored.db, lane).await,
            Self::Inline(inline) => Ok(inline.waiting(lane)),
        }
    }

    /// Forgets jobs that ended more than an hour ago, and workers not seen for a day.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_finished(&self) -> Result<()> {
        match self {
            Self::Sqlite(stored) | Self::Postgres(stored) => tables::forget_finished(&stored.db).await,
            Self::Inline(_) => Ok(()),
        }
    }

    /// Works on a lane until told to stop; then finishes what is in hand.
    ///
    /// # Errors
    /// The worker ended by itself: start it anew, under a new name.
    pub async fn work(
        &self,
        lane: Lane,
        name: String,
        pace: Pace,
        handler: Handler,
        stop: CancellationToken,
    ) -> Result<()> {
        match self {
            Self::Sqlite(stored) => sqlite::work(stored, lane, name, pace, handler, stop).await,
            Self::Postgres(stored) => postgres::work(stored, lane, name, pace, handler, stop).await,
            Self::Inline(_) => {
                stop.cancelled().await;
                Ok(())
            }
        }
    }
}

impl Stored {
    fn pokes(&self, lane: Lane) -> &watch::Sender<u64> {
        match lane {
            Lane::Mail => &self.mail,
            Lane::Schedule => &self.schedule,
        }
    }
}
