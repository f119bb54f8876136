//! Following the log: first what is written already, then what comes, without a gap and without repeating.

use std::{collections::VecDeque, sync::Arc};

use async_graphql::Context;
use futures::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{
    context::Ctx,
    error::Error,
    events::{self, Entry, Place, Tail},
    graphql::errors::{ApiError, Result},
};

/// Entries in one read of the log.
const BATCH: u64 = 200;

/// Entries of the log, in order.
pub type Entries = BoxStream<'static, Result<Arc<Entry>>>;

/// Every entry after a place; from now on when none is given. Ends with `LAGGED` when its reader is too slow.
///
/// # Errors
/// A place that is none, or the database failed.
pub async fn follow(ctx: &Context<'_>, cx: &Ctx, after: Option<&str>) -> Result<Entries> {
    let tail = ctx.data_opt::<Tail>().ok_or_else(|| Error::fault("the schema carries no tail"))?;
    let place = after.map(read_place).transpose()?;
    // First listen, then read what is written: in this order nothing falls between.
    let (entries, now) = tail.subscribe(&cx.db, &cx.bus).await?;
    let follower = Follower {
        cx: cx.clone(),
        _tail: tail.clone(),
        entries,
        place: place.unwrap_or(now),
        read: VecDeque::new(),
        is_caught_up: after.is_none(),
        is_live: false,
    };
    Ok(stream::try_unfold(follower, Follower::next).boxed())
}

fn read_place(text: &str) -> Result<Place, Error> {
    let code = crate::error::Code::Invalid;
    text.parse().map_err(|error| Error::refused(code, &["after"], format!("`after` {error}")))
}

struct Follower {
    cx: Ctx,
    /// Keeps the reader of the log running.
    _tail: Tail,
    entries: Receiver<Arc<Entry>>,
    /// The last entry that was handed out.
    place: Place,
    read: VecDeque<Arc<Entry>>,
    is_caught_up: bool,
    /// Whether an entry has come from the reader yet.
    is_live: bool,
}

impl Follower {
    async fn next(mut self) -> Result<Option<(Arc<Entry>, Self)>> {
        loop {
            if let Some(entry) = self.read.pop_front() {
                self.place = entry.place();
                return Ok(Some((entry, self)));
            }
            if !self.is_caught_up {
                let batch = events::read(&self.cx.db, self.place, BATCH).await?;
                self.is_caught_up = (batch.len() as u64) < BATCH;
                self.read = batch.into_iter().map(|event| Arc::new(Entry::new(event))).collect();
                continue;
            }
            match self.entries.recv().await {
                Ok(entry) => {
                    self.is_live = true;
                    if entry.place() > self.place {
                        self.place = entry.place();
                        return Ok(Some((entry, self)));
                    }
                }
                // Catching up took longer than the reader waits: no fault of the subscriber, the log has it all.
                Err(RecvError::Lagged(_)) if !self.is_live => self.is_caught_up = false,
                Err(RecvError::Lagged(missed)) => return Err(self.lagged(missed)),
                Err(RecvError::Closed) => return Ok(None),
            }
        }
    }

    fn lagged(&self, missed: u64) -> ApiError {
        let message = format!(
            "you read too slowly and missed {missed} events; subscribe again with `after: \"{}\"` to get them",
            self.place
        );
        ApiError::new("LAGGED", message).with("resumeAfter", self.place.to_string())
    }
}
